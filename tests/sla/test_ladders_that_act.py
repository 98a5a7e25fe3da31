"""A rung may hand over, raise the priority or declare urgent handling; no clock moves by that (section 5)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from core.actors import Actor
from sla.models import Clock, CommitmentVersion, Firing, Rank
from sla.services.letters import install_letter
from tests.sla.conftest import FindClock
from tests.sla.world import SYSTEM, revise, with_acts
from tickets.choices import Priority
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.services.classification import set_priority, take_back_priority

Do = Callable[..., Any]
Later = Callable[..., datetime]


@pytest.fixture
def letter(db: None, now: datetime) -> CommitmentVersion:
    """Letter A: three quarters raise the priority, a miss hands over to the lead, the limit is urgent."""
    shipped = install_letter("A", actor=SYSTEM, now=now - timedelta(days=2))
    return revise(shipped, with_acts, now=now - timedelta(days=1))


@pytest.fixture
def ticket(ticket: Ticket, agent: User, now: datetime) -> Ticket:
    """The same, of normal priority."""
    set_priority(actor=Actor.user(agent), ticket_id=ticket.pk, priority=Priority.NORMAL, now=now)
    return ticket


def dues() -> list[tuple[datetime | None, datetime | None]]:
    return list(Clock.objects.order_by("pk").values_list("due_at", "limit_at"))


def test_raising_changes_order_and_ladder_and_never_a_clock(
    ticket: Ticket, watch: Do, clock: FindClock, later: Later
) -> None:
    before = dues()
    watch(later(minutes=90))
    ticket.refresh_from_db()
    assert (ticket.priority, ticket.handling_priority) == (Priority.NORMAL, Priority.IMPORTANT)
    assert {each.rank for each in Clock.objects.all()} == {Rank.IMPORTANT}
    assert dues() == before
    watch(later(minutes=150))
    levels = Firing.objects.filter(clock=clock("contact"), kind="rung").values_list("level", flat=True)
    assert list(levels) == [250]


def test_a_miss_hands_over_to_the_lead_who_was_not_responsible_for_it(
    ticket: Ticket, agent: User, lead: User, watch: Do, clock: FindClock, later: Later
) -> None:
    watch(later(hours=2, seconds=1))
    ticket.refresh_from_db()
    assert ticket.owner == lead
    assert clock("contact").breach.responsible == agent


def test_the_limit_declares_urgent_handling(
    ticket: Ticket, watch: Do, said: Callable[..., list[LogEntry]], later: Later
) -> None:
    before = dues()
    watch(later(hours=4, seconds=1))
    ticket.refresh_from_db()
    assert (ticket.priority, ticket.handling_priority) == (Priority.NORMAL, Priority.URGENT)
    assert [entry.payload["now_is"] for entry in said(Entry.PRIORITY_RAISED)] == ["important", "urgent"]
    assert dues() == before


def test_one_sweep_after_downtime_leaves_what_a_sweep_every_second_would(
    ticket: Ticket, agent: User, watch: Do, clock: FindClock, now: datetime, later: Later
) -> None:
    """The tier that a warning raised it to has a ladder of its own, for what is missed right after too."""
    set_priority(actor=Actor.user(agent), ticket_id=ticket.pk, priority=Priority.IMPORTANT, now=now)
    watch(later(hours=3))
    assert clock("contact").risk_at == later(hours=1)


def test_a_person_who_sets_the_same_tier_takes_the_raise_back(
    ticket: Ticket, agent: User, watch: Do, clock: FindClock, later: Later
) -> None:
    watch(later(minutes=90))
    set_priority(
        actor=Actor.user(agent), ticket_id=ticket.pk, priority=Priority.URGENT, now=later(minutes=95)
    )
    ticket.refresh_from_db()
    assert (ticket.handling_priority, ticket.is_raised) == (Priority.URGENT, False)
    assert clock("contact").rank == Rank.URGENT


def test_a_priority_that_is_taken_back_is_handled_as_the_ladder_had_it(
    ticket: Ticket, agent: User, watch: Do, clock: FindClock, later: Later
) -> None:
    watch(later(minutes=90))
    ticket.refresh_from_db()
    raised, rank = ticket.raised_priority, clock("contact").rank
    actor = Actor.user(agent)
    set_priority(actor=actor, ticket_id=ticket.pk, priority=Priority.URGENT, now=later(minutes=95))
    take_back_priority(
        actor=actor,
        ticket_id=ticket.pk,
        priority=Priority.NORMAL,
        is_confirmed=False,
        raised=raised,
        now=later(minutes=96),
    )
    ticket.refresh_from_db()
    assert raised
    assert (ticket.priority, ticket.raised_priority) == (Priority.NORMAL, raised)
    assert clock("contact").rank == rank
