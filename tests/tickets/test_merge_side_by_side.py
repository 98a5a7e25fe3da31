"""Merges at the same time, on connections of their own: one wins, nobody waits for ever."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import User
from core.actors import Actor
from core.errors import DomainError
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.services.chains import verify_ticket
from tickets.services.merging import merge_tickets
from tickets.services.registration import ServiceRequest, register_ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.external]

TIMEOUT = 30  # seconds after which a thread that waits for a lock has failed the test
Merge = tuple[Ticket, Ticket]


@pytest.fixture
def three(request_facts: ServiceRequest, agent: User, now: datetime) -> list[Ticket]:
    """Three requests of one customer."""
    return [register_ticket(actor=Actor.system("portal"), request=request_facts, now=now) for _ in range(3)]


@pytest.fixture
def at_once(agent: User, now: datetime) -> Iterator[Callable[[list[Merge]], list[str]]]:
    """Carry out merges at the same time; answers "done" or the code of the refusal for each."""
    actor = Actor.user(agent)

    def attempt(start: Barrier, ticket: Ticket, into: Ticket) -> str:
        try:
            start.wait(TIMEOUT)
            merge_tickets(actor=actor, ticket_id=ticket.pk, into_id=into.pk, now=now)
        except DomainError as error:
            return error.code
        else:
            return "done"
        finally:
            connection.close()

    def run(merges: list[Merge]) -> list[str]:
        start = Barrier(len(merges))
        futures = [pool.submit(attempt, start, *merge) for merge in merges]
        return sorted(future.result(TIMEOUT) for future in futures)

    with ThreadPoolExecutor(4) as pool:
        yield run


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
