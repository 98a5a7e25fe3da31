"""Two people at one task, or one fact, at the same time, on connections of their own: one wins (A3.4)."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import pytest

from accounts.models import Branch, User
from core.actors import Actor
from tests.races import together
from tickets.choices import Department
from tickets.entries import Entry
from tickets.models import DepartmentTask, LogEntry, Ticket
from tickets.services import tasks
from tickets.services.facts import complete_facts
from tickets.services.meanwhile import as_seen, news_of_facts, news_of_task
from tickets.services.tasks_handed_on import hand_on_tasks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.external]

Do = Callable[[Actor], DepartmentTask]


@pytest.fixture
def two(branch: Branch) -> list[User]:
    """Two of the technical department."""
    return [
        User.objects.create_user(
            f"tech{number}@desk.example",
            None,
            name=f"Tech {number}",
            branch=branch,
            department=Department.TECHNICAL,
        )
        for number in (1, 2)
    ]


@pytest.fixture
def task(
    ticket: Ticket, agent: User, two: list[User], now: datetime, later: Callable[..., datetime]
) -> DepartmentTask:
    wish = tasks.TaskWish(Department.TECHNICAL, two[0].pk, "Test the valve", "It leaks.", later(hours=4))
    return tasks.ask_department(actor=Actor.user(agent), ticket_id=ticket.pk, wish=wish, now=now)


@pytest.fixture
def at_once(two: list[User]) -> Callable[[Do], list[str]]:
    """Both do the same at the same time; answers "done" or the code of the refusal for each."""
    return lambda do: together([partial(do, Actor.user(person)) for person in two])


def test_of_two_who_accept_it_at_once_one_owns_it(
    task: DepartmentTask, at_once: Callable[[Do], list[str]], now: datetime
) -> None:
    def accept(actor: Actor) -> DepartmentTask:
        return tasks.accept_task(actor=actor, ticket_id=task.ticket_id, number=task.number, now=now)

    assert at_once(accept) == ["done", "task_elsewhere"]
    (entry,) = LogEntry.objects.filter(entry=Entry.TASK_ACCEPTED)
    assert DepartmentTask.objects.get(pk=task.pk).owner_id == entry.payload["owner"]


def test_of_two_who_finish_it_at_once_one_result_counts(
    task: DepartmentTask, at_once: Callable[[Do], list[str]], now: datetime
) -> None:
    def finish(actor: Actor) -> DepartmentTask:
        return tasks.finish_task(
            actor=actor, ticket_id=task.ticket_id, number=task.number, result=actor.name, now=now
        )

    assert at_once(finish) == ["done", "task_elsewhere"]
    assert LogEntry.objects.filter(entry=Entry.TASK_DONE).count() == 1


def test_of_two_who_take_different_steps_on_one_page_one_is_told_of_the_other(
    task: DepartmentTask, two: list[User], now: datetime
) -> None:
    seen = Ticket.objects.get(pk=task.ticket_id).last_number
    place: dict[str, Any] = {"ticket_id": task.ticket_id, "number": task.number, "now": now}

    def hand_on() -> None:
        tasks.reassign_task(actor=first, **place, owner_id=two[1].pk, note="He knows it.")

    def finish() -> None:
        tasks.finish_task(actor=second, **place, result="Valve replaced.")

    def on_one_page(actor: Actor, do: Callable[[], None]) -> None:
        news = news_of_task(task.number)
        with as_seen(actor=actor, ticket_id=task.ticket_id, version=seen, news=news):
            do()

    first, second = (Actor.user(person) for person in two)
    done = together([partial(on_one_page, first, hand_on), partial(on_one_page, second, finish)])
    assert done == ["changed_meanwhile", "done"]
    assert LogEntry.objects.filter(entry__in=[Entry.TASK_REASSIGNED, Entry.TASK_DONE]).count() == 1


def test_of_two_looks_at_once_one_hands_the_task_on(
    task: DepartmentTask, ticket: Ticket, now: datetime
) -> None:
    User.objects.filter(pk=task.owner_id).update(is_active=False)
    assert together([lambda: hand_on_tasks(now=now)] * 3) == ["done"] * 3
    assert DepartmentTask.objects.get(pk=task.pk).owner_id == ticket.owner_id
    assert LogEntry.objects.filter(entry=Entry.TASK_REASSIGNED).count() == 1


def test_of_two_who_complete_one_fact_one_is_told_of_the_other(
    ticket: Ticket, two: list[User], now: datetime
) -> None:
    def complete(person: User) -> None:
        actor, given, seen = Actor.user(person), {"location": person.name}, ticket.last_number
        with as_seen(actor=actor, ticket_id=ticket.pk, version=seen, news=news_of_facts(given)):
            complete_facts(actor=actor, ticket_id=ticket.pk, now=now, **given)

    assert together([partial(complete, person) for person in two]) == ["changed_meanwhile", "done"]
    assert LogEntry.objects.filter(entry=Entry.FACTS_COMPLETED).count() == 1
