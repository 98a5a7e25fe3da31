"""Nobody's request stays with somebody who is not there for longer than a minute (A2.3, D3.3)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Branch, Leave, Role, User
from core.actors import Actor
from notifications.models import Message
from servicedesk.schedule import SCHEDULE
from tests.conftest import make_staff
from tickets.choices import State
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.services.complaining import complain
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.services.standing_in import take_over

TODAY = date(2026, 11, 24)


def away(person: User, now: datetime, deputy: User | None = None) -> Leave:
    return Leave.objects.create(
        person=person, from_on=TODAY, until_on=TODAY, deputy=deputy, planned_by=person, planned_at=now
    )


def owner_of(ticket: Ticket) -> User:
    ticket.refresh_from_db()
    return ticket.owner


@pytest.fixture
def second(branch: Branch) -> User:
    return make_staff("second", Role.AGENT, branch, name="Hu Bo")


def test_the_deputy_stands_in_and_everybody_is_told(
    ticket: Ticket, agent: User, colleague: User, now: datetime
) -> None:
    away(agent, now, deputy=colleague)
    assert take_over(now=now) == 1
    assert owner_of(ticket) == colleague
    entry = LogEntry.objects.filter(ticket=ticket, entry=Entry.OWNER_NAMED).latest("number")
    assert (entry.payload["rule"], entry.payload["was"]) == ("deputy", agent.pk)
    assert Message.objects.filter(ticket=ticket, kind="assigned", user=colleague).exists()
    assert Message.objects.filter(ticket=ticket, kind="owner_named", customer=ticket.customer).exists()
    assert take_over(now=now) == 0


def test_without_a_deputy_dispatch_chooses(ticket: Ticket, agent: User, second: User, now: datetime) -> None:
    away(agent, now)
    assert take_over(now=now) == 1
    assert owner_of(ticket) == second


@pytest.mark.parametrize("reason", ["away", "left", "elsewhere"])
def test_a_deputy_who_cannot_is_passed_over(
    reason: str, ticket: Ticket, agent: User, second: User, other_agent: User, colleague: User, now: datetime
) -> None:
    deputy = other_agent if reason == "elsewhere" else colleague
    away(agent, now, deputy=deputy)
    if reason == "away":
        away(deputy, now)
    if reason == "left":
        User.objects.filter(pk=deputy.pk).update(is_active=False)
    take_over(now=now)
    assert owner_of(ticket) == second


def test_whose_account_has_ended_owns_nothing_open(
    ticket: Ticket, agent: User, second: User, now: datetime
) -> None:
    User.objects.filter(pk=agent.pk).update(is_active=False)
    assert take_over(now=now) == 1
    assert owner_of(ticket) == second


def test_nobody_fits_and_the_lead_is_told_at_once(
    ticket: Ticket, agent: User, lead: User, now: datetime
) -> None:
    away(agent, now)
    take_over(now=now)
    assert owner_of(ticket) == lead
    assert Message.objects.filter(ticket=ticket, kind="assigned", user=lead).exists()


def test_who_went_home_for_the_night_keeps_his(
    ticket: Ticket, agent: User, second: User, now: datetime
) -> None:
    User.objects.filter(pk=agent.pk).update(is_on_duty=False)
    assert take_over(now=now) == 0
    assert owner_of(ticket) == agent
    assert second.is_on_duty


def test_what_is_closed_stays_where_it_was(ticket: Ticket, agent: User, second: User, now: datetime) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(state=State.CLOSED, closed_at=now)
    away(agent, now)
    assert take_over(now=now) == 0
    assert owner_of(ticket) == agent
    assert second.pk


def test_one_that_nobody_can_take_stops_none_of_the_others(
    ticket: Ticket, agent: User, other_branch: Branch, other_agent: User, now: datetime
) -> None:
    """The first branch has nobody at all, not even a lead; the other one goes on."""
    there = register_ticket_in(other_branch, other_agent, ticket)
    spare = make_staff("spare", Role.AGENT, other_branch)
    left = [agent.pk, other_agent.pk, spare.pk]
    User.objects.exclude(pk__in=left).update(is_active=False)
    for person in (agent, other_agent):
        away(person, now)
    assert take_over(now=now) == 1
    assert owner_of(ticket) == agent
    assert owner_of(there) == spare


def register_ticket_in(branch: Branch, owner: User, like: Ticket) -> Ticket:
    Ticket.objects.filter(pk=like.pk).update(branch=like.branch)
    copy = Ticket.objects.get(pk=like.pk)
    copy.pk, copy.number, copy.branch, copy.owner = None, "SR-26-0000000", branch, owner
    copy.last_number, copy.log_head = 0, ""
    copy.save(force_insert=True)
    return copy


def test_a_complaint_stays_with_management(
    ticket: Ticket, manager: User, second: User, now: datetime
) -> None:
    other = make_staff("other.manager", Role.MANAGEMENT, None)
    customer = Actor.customer(ticket.customer_id)
    complaint = complain(actor=customer, ticket_id=ticket.pk, text="Nobody calls.", now=now)
    away(complaint.owner, now)
    take_over(now=now)
    assert {owner_of(complaint).pk} <= {manager.pk, other.pk} - {second.pk}
    assert owner_of(complaint).role == Role.MANAGEMENT


def test_nobody_on_leave_is_named_for_anything_new(
    agent: User, second: User, request_facts: ServiceRequest, now: datetime
) -> None:
    away(agent, now)
    ticket = register_ticket(
        actor=Actor.system("portal"), request=replace(request_facts, problem="Another one"), now=now
    )
    assert ticket.owner == second
    named = LogEntry.objects.get(ticket=ticket, entry=Entry.OWNER_NAMED)
    assert {"who": agent.pk, "why_not": "on_leave"}.items() <= next(
        line for line in named.payload["candidates"] if line["who"] == agent.pk
    ).items()


def test_a_look_with_nobody_absent_costs_two_queries(
    ticket: Ticket, now: datetime, later: Callable[..., datetime]
) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert take_over(now=later(minutes=1)) == 0
    assert len(queries) == 2
    assert ticket.pk


def test_it_looks_twice_a_minute() -> None:
    assert SCHEDULE["let deputies stand in"]["schedule"] <= 30
