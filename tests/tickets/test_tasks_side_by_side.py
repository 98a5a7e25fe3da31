"""Two people at one task at the same time, on connections of their own: one wins (A3.4)."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest

from accounts.models import Branch, User
from core.actors import Actor
from tests.races import together
from tickets.choices import Department
from tickets.entries import Entry
from tickets.models import DepartmentTask, LogEntry, Ticket
from tickets.services import tasks

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
