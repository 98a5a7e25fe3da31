"""Closing ends what runs; reopening starts a new cycle (semantics, section 3)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from accounts.models import User
from core.actors import Actor
from sla.models import Breach, Clock, ClockState, EndCause
from sla.services.vetoes import ContactStillRuns
from tests.endings import SUMMARY, resolve_ticket
from tests.sla.conftest import FindClock
from tickets.choices import ClosingCause, Complexity, Standing, State
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.services import closing
from tickets.services.asking import ask_for_complexity
from tickets.services.classification import set_complexity

Later = Callable[..., datetime]
Do = Callable[..., Any]
TIMEOUT = 3 * 24 * 3600


@pytest.fixture
def resolve(ticket: Ticket, agent: User, accept: Do) -> Do:
    """`resolve(at)`: solved, and the customer told at once."""

    def step(at: datetime, *, is_told: bool = True) -> None:
        resolve_ticket(actor=Actor.user(agent), ticket_id=ticket.pk, text="Solved.", now=at)
        if is_told:
            accept("resolved", at)

    return step


@pytest.fixture
def not_solved(ticket: Ticket) -> Do:
    return lambda at: closing.say_not_solved(
        actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, text="Still cold.", now=at
    )


def time_out(ticket: Ticket, agent: User, at: datetime) -> Ticket:
    return closing.close_by_timeout(actor=Actor.user(agent), ticket_id=ticket.pk, now=at)


def test_the_time_out_is_refused_while_contact_runs(
    ticket: Ticket, agent: User, resolve: Do, later: Later
) -> None:
    resolve(later(hours=1))
    Ticket.objects.filter(pk=ticket.pk).update(follow_up_at=later(hours=2))
    with pytest.raises(ContactStillRuns):
        time_out(ticket, agent, later(hours=2, seconds=TIMEOUT))
    ticket.refresh_from_db()
    assert ticket.state == State.RESOLVED


def test_a_clock_ended_by_closing_without_confirmation_is_cancelled_and_marked_so(
    ticket: Ticket, agent: User, contact: Do, resolve: Do, clock: FindClock, later: Later
) -> None:
    """It counts as missed in the figures."""
    contact(later(minutes=5))
    resolve(later(hours=1), is_told=False)
    at = later(hours=1, seconds=TIMEOUT)
    Ticket.objects.filter(pk=ticket.pk).update(follow_up_at=later(hours=2), closable_at=at)
    time_out(ticket, agent, at)
    ended = clock("initial_fix")
    assert (ended.state, ended.end_cause) == (ClockState.CANCELLED, EndCause.CLOSED_UNCONFIRMED)
    assert (ended.stopped_at, ended.fires_at) == (at, None)


def test_confirming_stops_contact_at_that_instant_and_cancels_the_rest(
    ticket: Ticket, clock: FindClock, said: Callable[..., list[LogEntry]], later: Later
) -> None:
    closing.confirm_solved(actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, now=later(hours=1))
    assert (clock("contact").state, clock("contact").stopped_at) == (ClockState.MET, later(hours=1))
    assert (clock("initial_fix").state, clock("initial_fix").end_cause) == (
        ClockState.CANCELLED,
        EndCause.CONFIRMED,
    )
    assert [entry.payload["cause"] for entry in said(Entry.PROMISE_CANCELLED)] == ["confirmed"]
    ticket.refresh_from_db()
    assert (ticket.next_due_at, ticket.is_paused) == (None, False)


def test_every_way_of_closing_has_its_cause_for_the_clocks() -> None:
    assert {cause.value for cause in ClosingCause} <= set(EndCause.values)


def test_closing_ends_the_ladder_of_what_was_missed_and_completes_the_ledger(
    ticket: Ticket, clock: FindClock, watch: Do, later: Later
) -> None:
    watch(later(hours=24, seconds=1))
    closing.confirm_solved(actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, now=later(hours=30))
    breach = Breach.objects.get(clock=clock("initial_fix"))
    assert breach.late_seconds == 6 * 3600
    assert watch(later(days=30)) == 0


def test_reopening_starts_a_new_cycle_of_contact_and_of_what_resolved_had_stopped(
    contact: Do, resolve: Do, not_solved: Do, clock: FindClock, later: Later
) -> None:
    contact(later(minutes=5))
    resolve(later(hours=1))
    not_solved(later(hours=10))
    assert (clock("contact", 2).started_at, clock("contact", 2).due_at) == (later(hours=10), later(hours=12))
    assert clock("initial_fix", 2).due_at == later(hours=34)
    assert (clock("contact").state, clock("initial_fix").state) == (ClockState.MET, ClockState.MET)
    assert clock("contact").stopped_at == later(minutes=5)


def test_a_promise_kept_before_resolving_gets_no_new_cycle(
    accept: Do, resolve: Do, not_solved: Do, later: Later
) -> None:
    accept("solution_sent", later(minutes=30))
    resolve(later(hours=1))
    not_solved(later(hours=10))
    assert not Clock.objects.filter(promise__metric="initial_fix", cycle=2).exists()


def test_reopening_before_the_resolution_was_told_lets_the_first_cycle_run_on(
    resolve: Do, not_solved: Do, clock: FindClock, later: Later
) -> None:
    resolve(later(hours=1), is_told=False)
    not_solved(later(hours=2))
    assert (clock("initial_fix").state, clock("initial_fix").due_at) == (ClockState.RUNNING, later(hours=24))
    assert not Clock.objects.filter(promise__metric="initial_fix", cycle=2).exists()


def test_what_happened_before_the_reopening_does_not_stop_the_new_cycle(
    contact: Do, resolve: Do, not_solved: Do, clock: FindClock, later: Later
) -> None:
    resolve(later(hours=1))
    not_solved(later(hours=10))
    contact(later(hours=9), logged_at=later(hours=11))
    assert clock("contact", 2).state == ClockState.RUNNING
    contact(later(hours=11))
    assert clock("contact", 2).state == ClockState.MET


def test_each_reopening_is_a_cycle_of_its_own(
    contact: Do, resolve: Do, not_solved: Do, clock: FindClock, later: Later
) -> None:
    for days in (0, 1, 2):
        contact(later(days=days, minutes=5))
        resolve(later(days=days, hours=1))
        not_solved(later(days=days, hours=2))
    assert clock("contact", 4).started_at == later(days=2, hours=2)
    assert Clock.objects.filter(promise__metric="initial_fix").count() == 4


def test_a_promise_that_is_new_in_a_later_cycle_counts_from_the_reopening(
    ticket: Ticket, lead: User, contact: Do, resolve: Do, not_solved: Do, clock: FindClock, later: Later
) -> None:
    contact(later(minutes=5))
    resolve(later(hours=1))
    not_solved(later(days=5))
    set_complexity(
        actor=Actor.user(lead),
        ticket_id=ticket.pk,
        complexity=Complexity.COMPLEX,
        reason="not what we thought",
        now=later(days=5, hours=1),
    )
    assert clock("plan", 2).due_at == later(days=7)
    assert clock("initial_fix", 2).state == ClockState.CANCELLED


def test_a_promise_set_aside_before_the_reopening_comes_back_in_the_new_cycle(
    ticket: Ticket, lead: User, contact: Do, resolve: Do, not_solved: Do, clock: FindClock, later: Later
) -> None:
    def classify(complexity: Complexity, at: datetime) -> None:
        set_complexity(
            actor=Actor.user(lead), ticket_id=ticket.pk, complexity=complexity, reason="looked again", now=at
        )

    contact(later(minutes=5))
    classify(Complexity.COMPLEX, later(minutes=10))
    resolve(later(hours=1))
    not_solved(later(days=5))
    classify(Complexity.GENERAL, later(days=5, hours=1))
    assert clock("initial_fix").state == ClockState.CANCELLED
    assert (clock("initial_fix", 2).state, clock("initial_fix", 2).due_at) == (
        ClockState.RUNNING,
        later(days=6),
    )
    assert clock("plan", 2).state == ClockState.CANCELLED
    assert not Breach.objects.exists()


def test_closing_ends_the_ladder_of_what_was_missed_and_no_longer_applied(
    ticket: Ticket, agent: User, lead: User, clock: FindClock, watch: Do, later: Later
) -> None:
    watch(later(hours=24, seconds=1))
    ask_for_complexity(
        actor=Actor.user(agent),
        ticket_id=ticket.pk,
        complexity=Complexity.COMPLEX,
        reason="x",
        now=later(hours=25),
    )
    set_complexity(
        actor=Actor.user(lead),
        ticket_id=ticket.pk,
        complexity=Complexity.COMPLEX,
        reason="x",
        now=later(hours=25),
    )
    closing.confirm_solved(actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, now=later(hours=30))
    assert (clock("initial_fix").end_cause, clock("initial_fix").fires_at) == (
        EndCause.NO_LONGER_APPLIES,
        None,
    )
    assert Breach.objects.get(clock=clock("initial_fix")).late_seconds == 6 * 3600


def test_solved_that_arrives_after_the_reopening_keeps_nothing(
    clock: FindClock, contact: Do, resolve: Do, not_solved: Do, accept: Do, later: Later
) -> None:
    contact(later(minutes=5))
    resolve(later(hours=1), is_told=False)
    not_solved(later(hours=2))
    accept("resolved", later(hours=3))
    assert (clock("initial_fix").state, clock("initial_fix").due_at) == (ClockState.RUNNING, later(hours=24))


def test_a_confirmation_that_waits_for_the_summary_ends_the_clocks_when_it_was_said(
    ticket: Ticket, agent: User, clock: FindClock, watch: Do, later: Later
) -> None:
    """D2.3c: what our paperwork takes is not the customer's, nor a promise's, time."""
    closing.confirm_solved(actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, now=later(hours=1))
    ticket.refresh_from_db()
    assert (ticket.standing, ticket.next_due_at) == (Standing.CONFIRMED, None)
    assert watch(later(days=3)) == 0
    closing.file_summary(
        actor=Actor.user(agent), ticket_id=ticket.pk, summary=SUMMARY, now=later(days=3, hours=1)
    )
    ended = clock("initial_fix")
    assert (ended.state, ended.end_cause) == (ClockState.CANCELLED, EndCause.CONFIRMED)
    assert ended.stopped_at == clock("contact").stopped_at == later(hours=1)


def test_opened_again_contact_is_promised_anew(ticket: Ticket, not_solved: Do, later: Later) -> None:
    closing.confirm_solved(actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, now=later(hours=1))
    not_solved(later(hours=3))
    again = Clock.objects.get(promise__metric="contact", cycle=2)
    assert again.due_at == later(hours=5)
