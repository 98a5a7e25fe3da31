"""What merging does to promises, and what undoing it does (semantics, section 3, Merge)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from accounts.models import User
from core.actors import Actor
from sla.models import Breach, ClockState, EndCause
from tests.sla.conftest import SYSTEM, FindClock
from tickets.models import Ticket
from tickets.services.merging import merge_tickets
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.services.unmerging import undo_merge

Do = Callable[..., Any]
Later = Callable[..., datetime]


@pytest.fixture
def second(ticket: Ticket, request_facts: ServiceRequest, later: Later) -> Ticket:
    """The same customer asks again, an hour after `ticket`."""
    return register_ticket(actor=SYSTEM, request=request_facts, now=later(hours=1))


@pytest.fixture
def merge(lead: User) -> Do:
    """`merge(one, into, at)`"""
    return lambda one, into, at: merge_tickets(
        actor=Actor.user(lead), ticket_id=one.pk, into_id=into.pk, now=at
    )


@pytest.fixture
def undo(lead: User) -> Do:
    return lambda one, at: undo_merge(actor=Actor.user(lead), ticket_id=one.pk, now=at)


def test_the_merged_clocks_are_cancelled_and_the_survivors_run_on(
    ticket: Ticket, second: Ticket, merge: Do, clock: FindClock, later: Later
) -> None:
    merge(second, ticket, later(minutes=70))
    gone = clock("contact", of=second)
    assert (gone.state, gone.end_cause) == (ClockState.CANCELLED, EndCause.MERGED)
    assert (clock("contact").state, clock("contact").due_at) == (ClockState.RUNNING, later(hours=2))


def test_the_survivor_keeps_the_earlier_receipt_and_a_breach_that_follows_is_recorded(
    ticket: Ticket, second: Ticket, merge: Do, clock: FindClock, now: datetime, later: Later
) -> None:
    merge(ticket, second, later(hours=2, minutes=30))
    taken = clock("contact", of=second)
    assert (taken.started_at, taken.due_at) == (now, later(hours=2))
    breach = Breach.objects.get(clock=taken)
    assert (breach.due_at, breach.is_caused_by_change) == (later(hours=2), True)


def test_the_merged_tickets_contacts_count_at_their_own_time(
    ticket: Ticket, second: Ticket, merge: Do, contact: Do, clock: FindClock, later: Later
) -> None:
    contact(later(minutes=30))
    merge(ticket, second, later(hours=3))
    taken = clock("contact", of=second)
    assert (taken.state, taken.stopped_at) == (ClockState.MET, later(minutes=30))
    assert not Breach.objects.filter(clock=taken).exists()


def test_undoing_revives_the_clocks_as_if_never_merged(
    ticket: Ticket, second: Ticket, merge: Do, undo: Do, watch: Do, clock: FindClock, later: Later
) -> None:
    merge(second, ticket, later(minutes=70))
    undo(second, later(hours=4))
    assert clock("contact", of=second).due_at == later(hours=3)
    assert Breach.objects.get(clock=clock("contact", of=second)).due_at == later(hours=3)
    assert clock("initial_fix", of=second).state == ClockState.RUNNING


def test_undoing_gives_the_survivor_its_own_receipt_back_and_a_recorded_breach_stays(
    ticket: Ticket, second: Ticket, merge: Do, undo: Do, clock: FindClock, later: Later
) -> None:
    merge(ticket, second, later(hours=2, minutes=30))
    undo(ticket, later(hours=2, minutes=40))
    assert clock("initial_fix", of=second).started_at == later(hours=1)
    assert Breach.objects.filter(clock=clock("contact", of=second)).exists()


def test_undoing_lets_run_on_what_only_the_others_contact_had_stopped(
    ticket: Ticket, second: Ticket, merge: Do, undo: Do, contact: Do, clock: FindClock, later: Later
) -> None:
    contact(later(minutes=30))
    merge(ticket, second, later(minutes=80))
    undo(ticket, later(minutes=90))
    assert (clock("contact", of=second).state, clock("contact", of=second).due_at) == (
        ClockState.RUNNING,
        later(hours=3),
    )


def test_a_contact_before_the_survivor_was_received_counts_for_the_matter(
    ticket: Ticket, second: Ticket, merge: Do, contact: Do, clock: FindClock, later: Later
) -> None:
    contact(later(minutes=10))
    merge(second, ticket, later(minutes=80))
    assert (clock("contact").state, clock("contact").stopped_at) == (ClockState.MET, later(minutes=10))
