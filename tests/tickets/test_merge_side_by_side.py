"""Merges at the same time, on connections of their own: one wins, nobody waits for ever."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest

from accounts.models import User
from core.actors import Actor
from tests.races import together
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.services.chains import verify_ticket
from tickets.services.merging import merge_tickets
from tickets.services.registration import ServiceRequest, register_ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.external]

Merge = tuple[Ticket, Ticket]


@pytest.fixture
def three(request_facts: ServiceRequest, agent: User, now: datetime) -> list[Ticket]:
    """Three requests of one customer."""
    return [register_ticket(actor=Actor.system("portal"), request=request_facts, now=now) for _ in range(3)]


@pytest.fixture
def at_once(agent: User, now: datetime) -> Callable[[list[Merge]], list[str]]:
    """Carry out merges at the same time; answers "done" or the code of the refusal for each."""
    merge = partial(merge_tickets, actor=Actor.user(agent), now=now)
    return lambda merges: together(
        [partial(merge, ticket_id=one.pk, into_id=into.pk) for one, into in merges]
    )


def test_of_two_who_merge_one_request_into_two_others_one_wins(
    three: list[Ticket], at_once: Callable[[list[Merge]], list[str]]
) -> None:
    left, middle, right = three
    assert at_once([(middle, left), (middle, right)]) == ["already_merged", "done"]
    assert LogEntry.objects.filter(entry=Entry.MERGED_INTO).count() == 1
    assert LogEntry.objects.filter(entry=Entry.MERGED_FROM).count() == 1
    assert not [found for ticket in Ticket.objects.all() for found in verify_ticket(ticket)]


def test_two_requests_merged_into_each_other_at_once_do_not_wait_for_ever(
    three: list[Ticket], at_once: Callable[[list[Merge]], list[str]]
) -> None:
    left, right, _ = three
    assert at_once([(left, right), (right, left)]) == ["already_merged", "done"]
    assert Ticket.objects.filter(merged_into__isnull=False).count() == 1
