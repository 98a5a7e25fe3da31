"""A ladder may let a request go before its tier; no promise changes by that (semantics, section 3)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from core.actors import Actor
from tests.tickets.conftest import codes, last
from tickets.choices import Priority
from tickets.entries import Entry
from tickets.locks import lock_ticket
from tickets.models import Ticket
from tickets.selectors.tickets import QueueFilters, queue
from tickets.services.classification import set_priority
from tickets.services.raising import raise_handling


@pytest.fixture
def raised(ticket: Ticket, act: dict[str, Any], now: datetime) -> Callable[[Priority], Ticket]:
    """`raised(Priority.URGENT)`: what a ladder makes of a normal request."""
    set_priority(**act, priority=Priority.NORMAL)

    def climb(to: Priority) -> Ticket:
        with transaction.atomic():
            raise_handling(
                lock_ticket(ticket.pk), to=to, actor=Actor.system("sla"), happened_at=now, recorded_at=now
            )
        ticket.refresh_from_db()
        return ticket

    return climb


def test_raising_changes_the_order_and_not_the_tier(raised: Callable[[Priority], Ticket]) -> None:
    ticket = raised(Priority.IMPORTANT)
    assert (ticket.priority, ticket.handling_priority) == ("normal", "important")
    assert (last(ticket).entry, last(ticket).payload) == (
        Entry.PRIORITY_RAISED,
        {"was": "normal", "now_is": "important"},
    )
    assert raised(Priority.URGENT).handling_priority == "urgent"
    assert last(ticket).payload == {"was": "important", "now_is": "urgent"}


def test_it_only_goes_up(raised: Callable[[Priority], Ticket]) -> None:
    ticket = raised(Priority.URGENT)
    before = ticket.last_number
    for to in (Priority.URGENT, Priority.IMPORTANT, Priority.NORMAL):
        assert raised(to).handling_priority == "urgent"
    assert codes(ticket, before) == []


@pytest.mark.parametrize(
    ("priority", "raised_priority", "handled_as"),
    [("normal", "important", "important"), ("important", "", "important"), ("urgent", "", "urgent")],
)
def test_a_person_who_says_as_much_ends_it(
    raised: Callable[[Priority], Ticket],
    act: dict[str, Any],
    priority: str,
    raised_priority: str,
    handled_as: str,
) -> None:
    ticket = raised(Priority.IMPORTANT)
    set_priority(**act, priority=Priority(priority))
    ticket.refresh_from_db()
    assert (ticket.raised_priority, ticket.handling_priority) == (raised_priority, handled_as)


def test_the_queue_finds_it_under_the_tier_it_is_handled_as(
    raised: Callable[[Priority], Ticket], agent: User, now: datetime
) -> None:
    raised(Priority.URGENT)
    found = {
        tier: queue(Actor.user(agent), filters=QueueFilters(priority=tier), now=now).count()
        for tier in Priority.values
    }
    assert found == {"urgent": 1, "important": 0, "normal": 0}
