"""Only what a metric's row names stops its clock (semantics, section 3)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from accounts.models import User
from core.actors import Actor
from sla.models import Breach, ClockState
from tests.endings import resolve_ticket
from tests.sla.conftest import TWO_WAY, FindClock
from tickets.choices import Complexity
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.services.classification import set_complexity
from tickets.services.closing import confirm_solved
from tickets.services.conversation import customer_writes, give_initial_fix, send_plan, send_reply, write_note

Later = Callable[..., datetime]
Do = Callable[..., Any]


def test_contact_stops_at_a_two_way_contact_that_confirms_need_and_priority(
    contact: Do, clock: FindClock, said: Callable[..., list[LogEntry]], later: Later
) -> None:
    """A2.1"""
    contact(later(minutes=30))
    stopped = clock("contact")
    assert (stopped.state, stopped.stopped_at) == (ClockState.MET, later(minutes=30))
    (entry,) = said(Entry.PROMISE_MET)
    assert (entry.payload["metric"], entry.payload["late_seconds"]) == ("contact", 0)


@pytest.mark.parametrize(
    "lacking",
    [
        {"two_way": False},
        {"need_confirmed": False},
        {"priority_confirmed": False},
        {"reached": False, "two_way": False},
    ],
)
def test_a_contact_that_lacks_any_of_it_stops_nothing(
    contact: Do, clock: FindClock, later: Later, lacking: dict[str, Any]
) -> None:
    """A2.1"""
    contact(later(minutes=30), facts=replace(TWO_WAY, **lacking))
    assert clock("contact").state == ClockState.RUNNING
    assert clock("contact").due_at == later(hours=2)


def test_neither_a_note_nor_a_reply_nor_their_delivery_stops_contact(
    ticket: Ticket, agent: User, accept: Do, clock: FindClock, later: Later
) -> None:
    """A2.1: a status change, an automatic reply or an internal note never stops it."""
    write_note(actor=Actor.user(agent), ticket_id=ticket.pk, text="called, no answer", now=later(minutes=1))
    send_reply(actor=Actor.user(agent), ticket_id=ticket.pk, text="We are on it.", now=later(minutes=2))
    accept("reply", later(minutes=3))
    accept("registered", later(minutes=3))
    customer_writes(
        actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, text="Thanks", now=later(minutes=4)
    )
    assert clock("contact").state == ClockState.RUNNING


def test_the_customers_own_confirmation_is_a_contact(ticket: Ticket, clock: FindClock, later: Later) -> None:
    """A2.3"""
    confirm_solved(actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, now=later(minutes=50))
    assert (clock("contact").state, clock("contact").stopped_at) == (ClockState.MET, later(minutes=50))


def test_the_initial_fix_is_met_when_it_is_accepted_not_when_it_is_written(
    ticket: Ticket, agent: User, accept: Do, clock: FindClock, later: Later
) -> None:
    """A2.2a: sent means accepted by the channel; time in our own queue counts against us."""
    give_initial_fix(actor=Actor.user(agent), ticket_id=ticket.pk, text="Do this.", now=later(hours=23))
    assert clock("initial_fix").state == ClockState.RUNNING
    accept("solution_sent", later(hours=23, minutes=5), told_at=later(hours=23, minutes=6))
    stopped = clock("initial_fix")
    assert (stopped.state, stopped.stopped_at) == (ClockState.MET, later(hours=23, minutes=5))
    assert clock("contact").state == ClockState.RUNNING


def test_an_acceptance_noted_with_a_clock_that_lags_is_taken_all_the_same(
    accept: Do, clock: FindClock, later: Later
) -> None:
    """Two processes' clocks may differ: accepted, it seems, after it was written down, and just past due."""
    accept("solution_sent", later(hours=24, seconds=1), told_at=later(hours=24))
    assert clock("initial_fix").state == ClockState.MET_LATE


def test_a_complex_ticket_is_promised_a_plan_and_only_a_sent_plan_keeps_it(
    ticket: Ticket, agent: User, accept: Do, clock: FindClock, later: Later
) -> None:
    """A2.2b"""
    actor = Actor.user(agent)
    set_complexity(
        actor=actor, ticket_id=ticket.pk, complexity=Complexity.COMPLEX, reason="parts", now=later(hours=1)
    )
    give_initial_fix(actor=actor, ticket_id=ticket.pk, text="A first help.", now=later(hours=2))
    accept("solution_sent", later(hours=2))
    assert clock("plan").state == ClockState.RUNNING
    send_plan(
        actor=actor, ticket_id=ticket.pk, text="The plan.", completes_at=later(days=9), now=later(hours=3)
    )
    assert clock("plan").state == ClockState.RUNNING
    accept("plan_sent", later(hours=3, seconds=4))
    assert (clock("plan").state, clock("plan").stopped_at) == (ClockState.MET, later(hours=3, seconds=4))


def test_a_resolution_told_to_the_customer_is_a_solution_but_never_a_contact(
    ticket: Ticket, agent: User, accept: Do, clock: FindClock, later: Later
) -> None:
    """Resolving stops initial_fix, plan and solution; it never stops contact."""
    resolve_ticket(actor=Actor.user(agent), ticket_id=ticket.pk, text="Solved.", now=later(hours=1))
    assert clock("initial_fix").state == ClockState.RUNNING
    accept("resolved", later(hours=1, seconds=2))
    assert clock("initial_fix").state == ClockState.MET
    assert clock("contact").state == ClockState.RUNNING


@pytest.mark.parametrize(
    ("seconds", "state", "late"),
    [
        (-1, ClockState.MET, 0),
        (0, ClockState.MET, 0),
        (1, ClockState.MET_LATE, 1),
        (3600, ClockState.MET_LATE, 3600),
    ],
)
def test_stopped_at_or_before_due_is_met_and_a_breach_begins_after_due(
    contact: Do, clock: FindClock, later: Later, seconds: int, state: ClockState, late: int
) -> None:
    """Also when no sweep has come by since: the breach is recorded with the stop."""
    contact(later(hours=2, seconds=seconds))
    assert clock("contact").state == state
    breaches = list(Breach.objects.filter(clock=clock("contact")))
    assert [breach.late_seconds for breach in breaches] == ([late] if late else [])


def test_a_sweep_at_the_very_instant_of_due_breaches_nothing(
    contact: Do, clock: FindClock, watch: Do, later: Later
) -> None:
    watch(later(hours=2))
    assert not Breach.objects.exists()
    contact(later(hours=2))
    assert clock("contact").state == ClockState.MET


def test_what_happened_in_time_but_was_recorded_after_the_breach_leaves_it_contested(
    contact: Do, clock: FindClock, watch: Do, later: Later
) -> None:
    """A breached clock ends met_late or cancelled, never met; a manager decides."""
    watch(later(hours=2, seconds=1))
    contact(later(hours=1), logged_at=later(hours=3))
    breach = Breach.objects.get(clock=clock("contact"))
    assert (breach.is_contested, breach.late_seconds) == (True, 0)
    assert (clock("contact").state, clock("contact").stopped_at) == (ClockState.MET_LATE, later(hours=1))


def test_a_contact_after_the_breach_ends_it_late_and_uncontested(
    contact: Do, clock: FindClock, watch: Do, later: Later
) -> None:
    watch(later(hours=2, seconds=1))
    contact(later(hours=3))
    breach = Breach.objects.get(clock=clock("contact"))
    assert (breach.is_contested, breach.late_seconds) == (False, 3600)
    assert clock("contact").fires_at is None


def test_an_earlier_contact_entered_later_moves_the_stop_back(
    contact: Do, clock: FindClock, later: Later
) -> None:
    """Clocks stop at `happened_at`, whenever it was written down."""
    contact(later(hours=1))
    contact(later(minutes=20), logged_at=later(hours=1, minutes=5))
    assert clock("contact").stopped_at == later(minutes=20)


def test_a_second_contact_changes_nothing(contact: Do, clock: FindClock, later: Later) -> None:
    contact(later(minutes=10))
    contact(later(hours=5))
    assert (clock("contact").state, clock("contact").stopped_at) == (ClockState.MET, later(minutes=10))


def test_the_ticket_turns_to_its_next_deadline(ticket: Ticket, contact: Do, later: Later) -> None:
    contact(later(minutes=10))
    ticket.refresh_from_db()
    assert (ticket.next_due_at, ticket.next_due_metric) == (later(hours=24), "initial_fix")
