"""Open tickets move to a new version of their letter by an explicit act (semantics, sections 1 and 2)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from accounts.models import User
from core.actors import Actor
from core.errors import NotAllowed
from sla.models import LIVE, Breach, Clock, ClockState, CommitmentVersion, EndCause
from sla.services.moving import move_tickets, preview_move
from tests.sla.conftest import FindClock
from tests.sla.world import SYSTEM, longer, revise
from tickets.choices import Complexity
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.services.classification import set_complexity

Do = Callable[..., Any]
Later = Callable[..., datetime]


@pytest.fixture
def revised(ticket: Ticket, letter: CommitmentVersion, later: Later) -> Callable[[float], CommitmentVersion]:
    """`revised(0.5)`: a new version of the letter, in force ten minutes later, with half the time."""
    return lambda factor: revise(letter, longer(factor), now=later(minutes=10))


def running(metric: str = "contact") -> list[Clock]:
    return list(Clock.objects.filter(LIVE, promise__metric=metric))


def test_a_signed_version_alone_moves_nothing(
    ticket: Ticket, letter: CommitmentVersion, revised: Do, clock: FindClock, later: Later
) -> None:
    revised(0.5)
    assert ticket.binding.version == letter
    assert clock("contact").due_at == later(hours=2)


def test_earlier_deadlines_move_from_the_original_start_with_an_entry_in_the_log(
    ticket: Ticket, revised: Do, now: datetime, later: Later, said: Callable[..., list[LogEntry]]
) -> None:
    version = revised(0.5)
    assert len(preview_move(actor=SYSTEM, version_id=version.pk)) == 2
    assert move_tickets(actor=SYSTEM, version_id=version.pk, now=later(minutes=20)) == 2
    (contact,) = running()
    assert (contact.started_at, contact.due_at) == (now, later(hours=1))
    assert Clock.objects.filter(end_cause=EndCause.MOVED, state=ClockState.CANCELLED).count() == 2
    (entry,) = said(Entry.POLICY_MOVED)
    assert [move["metric"] for move in entry.payload["moves"]] == ["contact", "initial_fix"]
    ticket.refresh_from_db()
    assert ticket.binding.version == version


def test_later_deadlines_stay_and_the_promise_does_not_run_twice(
    revised: Do, clock: FindClock, later: Later
) -> None:
    assert move_tickets(actor=SYSTEM, version_id=revised(1.5).pk, now=later(minutes=20)) == 0
    (contact,) = running()
    assert contact.due_at == later(hours=2)
    assert len(running("initial_fix")) == 1


def test_what_was_missed_stays_missed_once(revised: Do, watch: Do, later: Later) -> None:
    watch(later(hours=2, seconds=1))
    move_tickets(actor=SYSTEM, version_id=revised(0.5).pk, now=later(hours=3))
    watch(later(hours=3, minutes=1))
    assert Breach.objects.filter(clock__promise__metric="contact").count() == 1
    assert len(running()) == 1


def test_what_a_move_makes_overdue_is_a_breach_at_once_marked_so(revised: Do, later: Later) -> None:
    move_tickets(actor=SYSTEM, version_id=revised(0.5).pk, now=later(minutes=90))
    (breach,) = Breach.objects.all()
    assert (breach.due_at, breach.is_caused_by_change) == (later(hours=1), True)


def test_what_stayed_under_the_older_version_ends_when_it_no_longer_applies(
    ticket: Ticket, agent: User, revised: Do, later: Later
) -> None:
    move_tickets(actor=SYSTEM, version_id=revised(1.5).pk, now=later(minutes=20))
    complex_now: dict[str, Any] = {"complexity": Complexity.COMPLEX, "now": later(hours=1)}
    set_complexity(actor=Actor.user(agent), ticket_id=ticket.pk, **complex_now)
    assert running("initial_fix") == []
    assert len(running("plan")) == 1


def test_an_agent_may_not(agent: User, revised: Do, later: Later, clock: FindClock) -> None:
    with pytest.raises(NotAllowed):
        move_tickets(actor=Actor.user(agent), version_id=revised(0.5).pk, now=later(minutes=20))
    assert clock("contact").due_at == later(hours=2)
