"""Acknowledging stops the remaining rungs before due; due and limit always fire (semantics, section 5)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from accounts.models import User
from core.actors import Actor
from core.errors import DomainError, NotFound
from sla.models import Clock, Firing
from sla.services.acknowledge import NothingToAcknowledge, acknowledge
from tests.sla.conftest import FindClock
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket

Later = Callable[..., datetime]
Do = Callable[..., Any]


def test_the_owner_acknowledges_and_the_next_warning_stays_away(
    agent: User, clock: FindClock, watch: Do, said: Callable[..., list[LogEntry]], later: Later
) -> None:
    watch(later(hours=1))
    acknowledged = acknowledge(actor=Actor.user(agent), clock_id=clock("contact").pk, now=later(minutes=61))
    assert acknowledged.acknowledged_at == later(minutes=61)
    assert acknowledged.fires_at is not None
    assert acknowledged.fires_at > later(hours=2)
    watch(later(hours=4, seconds=1))
    fired = Firing.objects.filter(clock=acknowledged).order_by("at").values_list("kind", flat=True)
    assert list(fired) == ["warning", "due", "rung", "limit"]
    assert len(said(Entry.ACKNOWLEDGED)) == 1


def test_a_warning_that_was_due_before_fires_all_the_same(
    agent: User, clock: FindClock, later: Later
) -> None:
    """Whether a sweep came by in between makes no difference."""
    acknowledge(actor=Actor.user(agent), clock_id=clock("contact").pk, now=later(minutes=61))
    assert [firing.level for firing in Firing.objects.filter(clock=clock("contact"))] == [500]


def test_a_second_time_adds_no_history(
    agent: User, clock: FindClock, said: Callable[..., list[LogEntry]], later: Later
) -> None:
    for minute in (61, 62):
        acknowledge(actor=Actor.user(agent), clock_id=clock("contact").pk, now=later(minutes=minute))
    assert len(said(Entry.ACKNOWLEDGED)) == 1
    assert clock("contact").acknowledged_at == later(minutes=61)


def test_a_promise_that_was_kept_has_nothing_to_acknowledge(
    agent: User, contact: Do, clock: FindClock, said: Callable[..., list[LogEntry]], later: Later
) -> None:
    contact(later(minutes=5))
    with pytest.raises(NothingToAcknowledge):
        acknowledge(actor=Actor.user(agent), clock_id=clock("contact").pk, now=later(minutes=6))
    assert said(Entry.ACKNOWLEDGED) == []


def test_staff_of_another_branch_may_not(
    ticket: Ticket, other_agent: User, clock: FindClock, later: Later
) -> None:
    with pytest.raises(DomainError) as refused:
        acknowledge(actor=Actor.user(other_agent), clock_id=clock("contact").pk, now=later(minutes=5))
    assert refused.value.status in {403, 404}
    assert not Clock.objects.filter(ticket=ticket, acknowledged_at__isnull=False).exists()


@pytest.mark.django_db
def test_an_unknown_clock_is_not_found(agent: User, now: datetime) -> None:
    with pytest.raises(NotFound):
        acknowledge(actor=Actor.user(agent), clock_id=0, now=now)
