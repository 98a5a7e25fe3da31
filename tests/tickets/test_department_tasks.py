"""What a department is asked for, and what becomes of it (A3.4)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from accounts.models import Branch, Customer, User
from core.actors import Actor
from core.errors import DomainError, NotAllowed
from tests.endings import resolve_ticket
from tests.tickets.conftest import codes, count, last
from tickets.choices import Department, State, TaskState
from tickets.entries import Entry
from tickets.locks import NoSuchTask, NoSuchTicket
from tickets.models import DepartmentTask, Ticket
from tickets.selectors.tasks import with_words
from tickets.selectors.timeline import timeline
from tickets.services import tasks
from tickets.services.chains import verify_ticket
from tickets.services.closing import confirm_solved
from tickets.services.erasure import erase_text
from tickets.services.merging import merge_tickets
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.services.task_steps import TaskElsewhere, TasksOpenAtMerge, TasksStillOpen
from tickets.wording import sentence

pytestmark = pytest.mark.django_db


def technician(branch: Branch | None, login: str = "tech", department: str = "technical") -> User:
    return User.objects.create_user(
        f"{login}@desk.example", None, name=login.title(), branch=branch, department=department
    )


@pytest.fixture
def tech(branch: Branch) -> User:
    return technician(branch)


@pytest.fixture
def wish(tech: User, later: Callable[..., datetime]) -> tasks.TaskWish:
    return tasks.TaskWish(
        Department.TECHNICAL, tech.pk, "Test the valve", "It leaks when cold.", later(hours=4)
    )


@pytest.fixture
def task(act: dict[str, Any], wish: tasks.TaskWish) -> DepartmentTask:
    return tasks.ask_department(**act, wish=wish)


@pytest.fixture
def on(task: DepartmentTask, tech: User, now: datetime) -> dict[str, Any]:
    """The arguments of a step on the task by its owner."""
    return {"actor": Actor.user(tech), "ticket_id": task.ticket_id, "number": task.number, "now": now}


def state(task: DepartmentTask) -> tuple[str, int]:
    found = DepartmentTask.objects.get(pk=task.pk)
    return found.state, found.owner_id


def test_asking_says_what_by_when_and_who_with_the_note_apart(task: DepartmentTask, ticket: Ticket) -> None:
    entry = last(ticket)
    assert (task.number, task.state, entry.number) == (1, TaskState.ASKED, task.asked_in)
    assert entry.words == "Test the valve\nIt leaks when cold."
    assert "valve" not in str(entry.payload)
    assert not list(verify_ticket(Ticket.objects.get(pk=ticket.pk)))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"what": " "}, "task_what_missing"),
        ({"note": ""}, "hand_over_note_missing"),
        ({"due_at": None}, "task_due_in_the_past"),
        ({"owner_id": 0}, "task_owner_cannot_work"),
    ],
)
def test_asking_without_one_of_them_changes_nothing(
    act: dict[str, Any], wish: tasks.TaskWish, ticket: Ticket, changes: dict[str, Any], code: str
) -> None:
    before = count(ticket)
    changes = changes | ({"due_at": act["now"]} if "due_at" in changes else {})
    facts = {name: getattr(wish, name) for name in wish.__slots__} | changes
    with pytest.raises(DomainError) as refused:
        tasks.ask_department(**act, wish=tasks.TaskWish(**facts))
    assert (refused.value.code, count(ticket), DepartmentTask.objects.count()) == (code, before, 0)


def test_a_colleague_of_the_department_who_accepts_it_owns_it(
    task: DepartmentTask, on: dict[str, Any], branch: Branch
) -> None:
    other = technician(branch, "second")
    tasks.accept_task(**on | {"actor": Actor.user(other)})
    assert state(task) == (TaskState.ACCEPTED, other.pk)
    with pytest.raises(TaskElsewhere):
        tasks.accept_task(**on)


def test_accepting_twice_adds_no_history(task: DepartmentTask, on: dict[str, Any], ticket: Ticket) -> None:
    tasks.accept_task(**on)
    before = count(ticket)
    tasks.accept_task(**on)
    assert count(ticket) == before


def test_a_return_needs_a_reason_and_can_be_asked_again(
    task: DepartmentTask, on: dict[str, Any], act: dict[str, Any], later: Callable[..., datetime]
) -> None:
    with pytest.raises(DomainError, match="task_reason_missing"):
        tasks.return_task(**on, reason=" ")
    tasks.return_task(**on, reason="Which valve?")
    assert state(task)[0] == TaskState.RETURNED
    with pytest.raises(TaskElsewhere):
        tasks.finish_task(**on, result="Done.")
    tasks.ask_again(**act, number=task.number, note="The left one.", due_at=later(hours=8))
    assert state(task)[0] == TaskState.ASKED
    assert last(task.ticket).words == "Test the valve\nThe left one."


def test_done_needs_a_result_and_is_the_end(task: DepartmentTask, on: dict[str, Any]) -> None:
    with pytest.raises(DomainError, match="task_result_missing"):
        tasks.finish_task(**on, result="")
    tasks.finish_task(**on, result="Valve replaced.")
    assert state(task)[0] == TaskState.DONE
    for step, words in (("return_task", "reason"), ("withdraw_task", "reason"), ("finish_task", "result")):
        with pytest.raises(DomainError):
            getattr(tasks, step)(**on, **{words: "Again."})


def test_handing_it_on_needs_a_note_and_the_next_one_accepts_anew(
    task: DepartmentTask, on: dict[str, Any], branch: Branch
) -> None:
    other = technician(branch, "second")
    tasks.accept_task(**on)
    with pytest.raises(DomainError, match="hand_over_note_missing"):
        tasks.reassign_task(**on, owner_id=other.pk, note="")
    tasks.reassign_task(**on, owner_id=other.pk, note="I am on leave.")
    assert state(task) == (TaskState.ASKED, other.pk)


def test_who_may_do_what(
    task: DepartmentTask,
    on: dict[str, Any],
    other_branch: Branch,
    other_agent: User,
    customer: Customer,
    agent: User,
) -> None:
    far = Actor.user(technician(other_branch, "far"))
    house = Actor.user(technician(None, "house"))
    finance = Actor.user(technician(None, "finance", "finance"))
    for stranger in (Actor.customer(customer.pk), Actor.user(other_agent), far, finance):
        with pytest.raises(NoSuchTask):
            tasks.accept_task(**on | {"actor": stranger})
    with pytest.raises(NotAllowed):
        tasks.finish_task(**on | {"actor": Actor.user(agent)}, result="Done.")
    with pytest.raises(NotAllowed):
        tasks.withdraw_task(**on | {"actor": house}, reason="No.")
    tasks.accept_task(**on | {"actor": house})
    assert state(task)[1] == house.pk


def test_a_specialist_of_another_branch_may_be_asked_and_then_works_on_it(
    act: dict[str, Any], wish: tasks.TaskWish, other_branch: Branch, now: datetime
) -> None:
    far = technician(other_branch, "far")
    facts = {name: getattr(wish, name) for name in wish.__slots__} | {"owner_id": far.pk}
    task = tasks.ask_department(**act, wish=tasks.TaskWish(**facts))
    tasks.finish_task(
        actor=Actor.user(far), ticket_id=task.ticket_id, number=task.number, result="By phone.", now=now
    )
    assert state(task)[0] == TaskState.DONE


def test_nobody_resolves_over_an_open_task_without_saying_why(
    task: DepartmentTask, act: dict[str, Any], ticket: Ticket
) -> None:
    before = count(ticket)
    with pytest.raises(TasksStillOpen):
        resolve_ticket(**act, text="It works again.")
    assert (count(ticket), Ticket.objects.get(pk=ticket.pk).state) == (before, State.REGISTERED)
    resolve_ticket(**act, text="It works again.", over_tasks="The valve is only for stock.")
    assert codes(ticket, before)[:3] == [Entry.TASKS_LEFT_OPEN, Entry.SUMMARY_FILED, Entry.RESOLVED]
    assert state(task)[0] == TaskState.ASKED


def test_the_customers_confirmation_withdraws_what_is_open_and_says_so(
    task: DepartmentTask, act: dict[str, Any], by_customer: Actor, ticket: Ticket
) -> None:
    resolve_ticket(**act, text="It works again.", over_tasks="For stock.")
    before = count(ticket)
    confirm_solved(**act | {"actor": by_customer})
    assert codes(ticket, before)[:3] == [Entry.CONFIRMED, Entry.TASK_WITHDRAWN, Entry.CLOSED]
    assert state(task)[0] == TaskState.WITHDRAWN
    with pytest.raises(DomainError):
        tasks.ask_department(**act, wish=None)  # type: ignore[arg-type]  # refused before it is read


def test_a_request_with_an_open_task_is_not_merged_away(
    task: DepartmentTask, act: dict[str, Any], request_facts: ServiceRequest, ticket: Ticket
) -> None:
    survivor = register_ticket(actor=Actor.system("portal"), request=request_facts, now=act["now"])
    with pytest.raises(TasksOpenAtMerge):
        merge_tickets(**act, into_id=survivor.pk)


def test_the_customer_reads_that_it_was_handed_on_and_done_and_nothing_else(
    task: DepartmentTask, on: dict[str, Any], ticket: Ticket
) -> None:
    tasks.accept_task(**on)
    tasks.finish_task(**on, result="The valve was cheap rubbish.")
    seen = [
        (sentence(entry, audience="customer"), entry.words)
        for entry in timeline(ticket, audience="customer")
        if "task" in entry.payload
    ]
    assert seen == [
        ("Handed on to: Technical department", ""),
        ("Technical department has done its part", ""),
    ]


def test_what_was_written_can_be_erased_and_the_chain_stays_whole(
    task: DepartmentTask, manager: User, act: dict[str, Any], ticket: Ticket
) -> None:
    erase_text(**act | {"actor": Actor.user(manager)}, numbers=[task.asked_in], reason="He asked for it.")
    assert [(line.what, line.note) for line in with_words([task])] == [("", "")]
    assert not list(verify_ticket(Ticket.objects.get(pk=ticket.pk)))


def test_a_task_of_a_request_that_does_not_exist_is_not_found(on: dict[str, Any]) -> None:
    with pytest.raises(NoSuchTicket):
        tasks.accept_task(**on | {"ticket_id": 0})
