"""A department's task does not stay with somebody who is not there (A2.3, A3.4)."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Branch, Leave, User
from core.actors import Actor
from notifications.models import StaffAlert
from tests.tickets.conftest import count, last
from tickets.choices import Department, TaskState
from tickets.entries import Entry
from tickets.models import DepartmentTask, Ticket
from tickets.selectors.timeline import timeline
from tickets.services import tasks
from tickets.services.tasks_handed_on import hand_on_tasks
from tickets.wording import sentence

TODAY = date(2026, 11, 24)
Later = Callable[..., datetime]


def technician(branch: Branch, login: str) -> User:
    return User.objects.create_user(
        f"{login}@desk.example", None, name=login.title(), branch=branch, department="technical"
    )


@pytest.fixture
def tech(branch: Branch) -> User:
    return technician(branch, "tech")


@pytest.fixture
def deputy(branch: Branch) -> User:
    return technician(branch, "deputy")


@pytest.fixture
def task(act: dict[str, Any], tech: User, later: Later) -> DepartmentTask:
    """The technician's, who has accepted it; due in four hours."""
    wish = tasks.TaskWish(Department.TECHNICAL, tech.pk, "Test the valve", "It leaks.", later(hours=4))
    asked = tasks.ask_department(**act, wish=wish)
    return tasks.accept_task(
        actor=Actor.user(tech), ticket_id=asked.ticket_id, number=asked.number, now=act["now"]
    )


def away(person: User, deputy: User | None = None, until: date = TODAY) -> Leave:
    at = datetime.fromisoformat("2026-11-20T00:00:00Z")
    return Leave.objects.create(
        person=person, from_on=TODAY, until_on=until, deputy=deputy, planned_by=person, planned_at=at
    )


def state(task: DepartmentTask) -> tuple[int, str]:
    found = DepartmentTask.objects.get(pk=task.pk)
    return found.owner_id, found.state


@pytest.mark.parametrize("reason", ["leave", "account"])
def test_the_owner_of_the_request_gets_what_waits_for_who_is_not_there(
    reason: str, task: DepartmentTask, tech: User, agent: User, ticket: Ticket, now: datetime
) -> None:
    if reason == "leave":
        away(tech)
    else:
        User.objects.filter(pk=tech.pk).update(is_active=False)
    assert hand_on_tasks(now=now) == 1
    assert state(task) == (agent.pk, TaskState.ASKED)
    assert StaffAlert.objects.filter(kind="task_asked", user=agent).exists()
    (*_rest, entry) = timeline(ticket, audience="staff")
    assert sentence(entry, audience="staff") == "Task 1 of Technical department: Chen Jie in place of Tech"
    assert not last(ticket).is_public
    assert hand_on_tasks(now=now) == 0


def test_the_deputy_goes_before_him_if_he_is_there_and_may(
    task: DepartmentTask, tech: User, deputy: User, ticket: Ticket, now: datetime
) -> None:
    away(tech, deputy)
    assert hand_on_tasks(now=now) == 1
    assert state(task) == (deputy.pk, TaskState.ASKED)
    entry = last(ticket)
    assert (entry.entry, entry.payload["rule"], entry.payload["was"]) == (
        Entry.TASK_REASSIGNED,
        "deputy",
        tech.pk,
    )


@pytest.mark.parametrize("why_not", ["away", "elsewhere"])
def test_a_deputy_who_cannot_see_to_it_does_not_get_it(
    why_not: str,
    task: DepartmentTask,
    tech: User,
    deputy: User,
    other_agent: User,
    agent: User,
    now: datetime,
) -> None:
    away(tech, deputy if why_not == "away" else other_agent)
    if why_not == "away":
        away(deputy)
    assert hand_on_tasks(now=now) == 1
    assert state(task)[0] == agent.pk


def test_who_is_back_before_it_is_due_and_who_has_answered_keep_theirs(
    act: dict[str, Any], task: DepartmentTask, tech: User, ticket: Ticket, later: Later, now: datetime
) -> None:
    tasks.finish_task(
        actor=Actor.user(tech), ticket_id=ticket.pk, number=task.number, result="Tight.", now=now
    )
    wish = tasks.TaskWish(Department.TECHNICAL, tech.pk, "Test it again", "In a week.", later(days=7))
    tasks.ask_department(**act, wish=wish)
    away(tech)
    before = count(ticket)
    assert hand_on_tasks(now=now) == 0
    assert count(ticket) == before


def test_where_the_owner_of_the_request_is_away_too_it_waits_for_who_takes_that_over(
    task: DepartmentTask, tech: User, agent: User, colleague: User, ticket: Ticket, now: datetime
) -> None:
    away(tech)
    away(agent)
    assert hand_on_tasks(now=now) == 0
    assert state(task) == (tech.pk, TaskState.ACCEPTED)
    Ticket.objects.filter(pk=ticket.pk).update(owner=colleague)
    assert hand_on_tasks(now=now) == 1
    assert state(task)[0] == colleague.pk


@pytest.mark.parametrize("many", [0, 3])
def test_a_look_with_nobody_absent_costs_two_queries(
    act: dict[str, Any], tech: User, many: int, later: Later, now: datetime
) -> None:
    wish = tasks.TaskWish(Department.TECHNICAL, tech.pk, "Test the valve", "It leaks.", later(hours=4))
    for _ in range(many):
        tasks.ask_department(**act, wish=wish)
    with CaptureQueriesContext(connection) as queries:
        assert hand_on_tasks(now=now) == 0
    assert len(queries) == 2
