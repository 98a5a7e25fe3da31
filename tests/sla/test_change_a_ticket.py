"""Changing priority or complexity: nobody escapes a promise by re-labelling (semantics, section 3)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from accounts.models import User
from core.actors import Actor
from core.errors import Conflict
from sla.models import LIVE, Breach, Clock, ClockState, EndCause, Firing, Rank
from sla.services.vetoes import LateClassification
from tests.sla.conftest import FindClock
from tickets.choices import Complexity, Priority
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.services.asking import ask_for_complexity
from tickets.services.classification import set_complexity, set_priority
from tickets.services.closing import confirm_solved
from tickets.services.log import record

Later = Callable[..., datetime]
Do = Callable[..., Any]


@pytest.fixture
def classify(ticket: Ticket, agent: User, lead: User) -> Do:
    """`classify(Complexity.COMPLEX, at)`: by a lead, whom the agent has asked."""

    def label(complexity: Complexity, at: datetime, by: User = lead, asked_by: User | None = agent) -> None:
        facts: dict[str, Any] = {
            "ticket_id": ticket.pk,
            "complexity": complexity,
            "reason": "parts missing",
            "now": at,
        }
        if asked_by is not None:
            ask_for_complexity(actor=Actor.user(asked_by), **facts)
        set_complexity(actor=Actor.user(by), **facts)

    return label


def test_what_no_longer_applies_is_cancelled_with_the_reason_and_what_is_new_starts_at_received(
    classify: Do, clock: FindClock, said: Callable[..., list[LogEntry]], now: datetime, later: Later
) -> None:
    """A2.2a, A2.2b"""
    classify(Complexity.COMPLEX, later(hours=3))
    gone = clock("initial_fix")
    assert (gone.state, gone.end_cause) == (ClockState.CANCELLED, EndCause.NO_LONGER_APPLIES)
    assert gone.fires_at is None
    assert (clock("plan").started_at, clock("plan").due_at) == (now, later(hours=48))
    (entry,) = said(Entry.PROMISE_CANCELLED)
    assert (entry.payload["metric"], entry.payload["cause"]) == ("initial_fix", "no_longer_applies")


def test_a_promise_that_comes_back_goes_on_from_its_original_start(
    classify: Do, clock: FindClock, later: Later
) -> None:
    classify(Complexity.COMPLEX, later(hours=3))
    classify(Complexity.GENERAL, later(hours=5))
    assert (clock("initial_fix").state, clock("initial_fix").due_at) == (ClockState.RUNNING, later(hours=24))
    assert clock("plan").state == ClockState.CANCELLED
    assert Clock.objects.count() == 3


def test_what_a_change_makes_overdue_is_a_breach_at_once_marked_so(
    classify: Do, clock: FindClock, said: Callable[..., list[LogEntry]], later: Later
) -> None:
    classify(Complexity.COMPLEX, later(hours=3))
    classify(Complexity.GENERAL, later(hours=30))
    breach = Breach.objects.get(clock=clock("initial_fix"))
    assert (breach.is_caused_by_change, breach.due_at, breach.noticed_at) == (
        True,
        later(hours=24),
        later(hours=30),
    )
    missed = [entry for entry in said(Entry.PROMISE_MISSED) if entry.payload["metric"] == "initial_fix"]
    assert len(missed) == 1
    warned = [entry for entry in said(Entry.PROMISE_WARNED) if entry.payload["metric"] == "initial_fix"]
    assert warned == []


def test_what_was_missed_stays_missed_and_its_ladder_goes_on(
    classify: Do,
    clock: FindClock,
    watch: Do,
    ladder: dict[str, User],
    said: Callable[..., list[LogEntry]],
    later: Later,
) -> None:
    watch(later(hours=24, seconds=1))
    classify(Complexity.COMPLEX, later(hours=25))
    assert clock("initial_fix").state == ClockState.CANCELLED
    watch(later(hours=49))
    breach = Breach.objects.get(clock=clock("initial_fix"))
    assert (breach.grade, breach.is_caused_by_change) == ("assessment_due", False)
    assert [e.payload["told"] for e in said(Entry.LIMIT_PASSED) if e.payload["metric"] == "initial_fix"] == [
        [ladder["management"].pk]
    ]
    assert clock("initial_fix").fires_at is None


def test_the_ladder_of_a_missed_promise_that_no_longer_applies_ends_when_it_is_done(
    classify: Do, accept: Do, clock: FindClock, watch: Do, later: Later
) -> None:
    watch(later(hours=24, seconds=1))
    classify(Complexity.COMPLEX, later(hours=25))
    accept("solution_sent", later(hours=26))
    assert (clock("initial_fix").state, clock("initial_fix").fires_at) == (ClockState.CANCELLED, None)


def test_priority_changes_ladder_and_order_only_never_a_clock(
    ticket: Ticket, agent: User, clock: FindClock, later: Later
) -> None:
    set_priority(
        actor=Actor.user(agent), ticket_id=ticket.pk, priority=Priority.NORMAL, now=later(minutes=10)
    )
    contact = clock("contact")
    assert (contact.due_at, contact.limit_at) == (later(hours=2), later(hours=4))
    assert (contact.rank, contact.fires_at) == (Rank.NORMAL, later(minutes=90))


def test_a_rung_fired_before_the_change_does_not_fire_twice(
    ticket: Ticket, agent: User, clock: FindClock, watch: Do, later: Later
) -> None:
    watch(later(minutes=91))
    for minute, priority in ((92, Priority.NORMAL), (93, Priority.URGENT)):
        set_priority(
            actor=Actor.user(agent), ticket_id=ticket.pk, priority=priority, now=later(minutes=minute)
        )
    watch(later(minutes=94))
    assert [firing.level for firing in Firing.objects.filter(clock=clock("contact")).order_by("at")] == [
        500,
        750,
    ]


@pytest.mark.parametrize("hours", [1, 12])
def test_an_agent_may_classify_up_to_half_of_the_shortest_promise_this_would_cancel(
    classify: Do, agent: User, clock: FindClock, later: Later, hours: int
) -> None:
    classify(Complexity.COMPLEX, later(hours=hours), by=agent)
    assert clock("plan").state == ClockState.RUNNING


def test_later_than_that_the_promise_keeps_running_until_a_lead_decides(
    ticket: Ticket, classify: Do, agent: User, lead: User, clock: FindClock, later: Later
) -> None:
    with pytest.raises(LateClassification) as refused:
        classify(Complexity.COMPLEX, later(hours=12, seconds=1), by=agent, asked_by=None)
    assert isinstance(refused.value, Conflict)
    ticket.refresh_from_db()
    assert ticket.complexity == Complexity.GENERAL
    assert clock("initial_fix").state == ClockState.RUNNING
    classify(Complexity.COMPLEX, later(hours=13), by=lead)
    assert clock("initial_fix").state == ClockState.CANCELLED


@pytest.mark.parametrize("asks", [True, False])
def test_a_lead_who_asked_himself_or_whom_nobody_asked_is_not_another(
    classify: Do, lead: User, clock: FindClock, later: Later, *, asks: bool
) -> None:
    """Needs a lead other than the asker."""
    with pytest.raises(LateClassification):
        classify(Complexity.COMPLEX, later(hours=20), asked_by=lead if asks else None)
    assert clock("initial_fix").state == ClockState.RUNNING


def test_an_agent_may_classify_late_once_nothing_would_be_escaped(
    classify: Do, agent: User, accept: Do, clock: FindClock, later: Later
) -> None:
    accept("solution_sent", later(hours=2))
    classify(Complexity.COMPLEX, later(hours=20), by=agent)
    assert (clock("initial_fix").state, clock("plan").state) == (ClockState.MET, ClockState.RUNNING)


def test_a_matter_that_has_ended_gets_no_new_promises(ticket: Ticket, agent: User, later: Later) -> None:
    actor, at = Actor.user(agent), later(hours=1)
    ended = confirm_solved(actor=actor, ticket_id=ticket.pk, now=at)
    ended.complexity = Complexity.COMPLEX
    ended.save()
    change = {"was": "general", "now_is": "complex"}
    record(ended, actor=actor, entry=Entry.COMPLEXITY_SET, payload=change, happened_at=at)
    assert not Clock.objects.filter(LIVE).exists()
