"""The share kept of a promise in a period, sentence by sentence (semantics, section 3)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db.models import Q

from accounts.models import User
from core.actors import Actor
from sla.selectors.figures import OUTCOMES, clocks_of, count, fell_due
from tests.endings import resolve_ticket
from tests.sla.conftest import TWO_WAY
from tickets.choices import Complexity
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet
from tickets.services import closing
from tickets.services.asking import ask_for_complexity
from tickets.services.classification import set_complexity

Later = Callable[..., datetime]
Do = Callable[..., Any]


@pytest.fixture
def share(ticket: Ticket, now: datetime, later: Later) -> Do:
    """`share("contact", at=...)`: what became of it in the ten days from `now`, as seen at that instant."""

    def look(metric: str, at: datetime, since: datetime | None = None) -> dict[str, int]:
        tickets = Ticket.objects.filter(pk=ticket.pk)
        assert isinstance(tickets, TicketQuerySet)
        mine = fell_due(since or now, later(days=10), at) & Q(promise__metric=metric)
        counts = count(tickets, {name: mine & outcome for name, outcome in OUTCOMES.items()})
        assert clocks_of(tickets, mine).count() == sum(counts.values())
        return {str(name): number for name, number in counts.items() if number}

    return look


def test_met_in_time_is_kept_once_its_due_has_come(share: Do, contact: Do, later: Later) -> None:
    """What is not yet due never counts, not even in our favour."""
    contact(later(minutes=10))
    assert share("contact", later(hours=1)) == {}
    assert share("contact", later(hours=2, seconds=1)) == {"kept": 1}


def test_met_after_its_due_is_late(share: Do, contact: Do, later: Later) -> None:
    contact(later(hours=3))
    assert share("contact", later(hours=4)) == {"late": 1}


def test_what_is_open_past_its_due_is_in_the_denominator(share: Do, later: Later) -> None:
    """Whether or not a sweep has been by."""
    assert share("contact", later(hours=2, seconds=1)) == {"open": 1}


def test_what_was_rightly_cancelled_is_not(ticket: Ticket, agent: User, share: Do, later: Later) -> None:
    set_complexity(
        actor=Actor.user(agent),
        ticket_id=ticket.pk,
        complexity=Complexity.COMPLEX,
        reason="x",
        now=later(hours=1),
    )
    assert share("initial_fix", later(days=3)) == {}


def test_what_was_missed_before_it_was_cancelled_stays_missed(
    ticket: Ticket, agent: User, lead: User, share: Do, later: Later
) -> None:
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
    assert share("initial_fix", later(days=3)) == {"missed": 1}


def test_what_closing_without_confirmation_ended_is_missed_when_it_ended(
    ticket: Ticket, agent: User, contact: Do, share: Do, later: Later
) -> None:
    """What told the customer that it is solved came back; then the matter was closed, long before due."""
    actor = Actor.user(agent)
    contact(later(minutes=5))
    resolve_ticket(actor=actor, ticket_id=ticket.pk, text="Solved.", now=later(minutes=15))
    contact(later(minutes=30), facts=replace(TWO_WAY, reached=False, two_way=False))
    Ticket.objects.filter(pk=ticket.pk).update(closable_at=later(hours=3))
    closing.close_by_timeout(actor=actor, ticket_id=ticket.pk, now=later(hours=3))
    assert share("initial_fix", later(hours=1)) == {}
    assert share("initial_fix", later(days=4)) == {"missed": 1}


def test_a_due_outside_the_period_does_not_count(share: Do, later: Later) -> None:
    assert share("contact", later(days=3), since=later(hours=3)) == {}
