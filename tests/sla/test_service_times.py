"""Service response time (B1.2) and completion time (B1.3), sentence by sentence."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from core.actors import Actor
from sla.selectors.service_times import (
    Measure,
    Times,
    beyond,
    count_waiting,
    ended,
    service_times,
    within,
)
from sla.services.sweep import sweep
from tests.endings import resolve_ticket
from tests.sla.conftest import SYSTEM, TWO_WAY
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet
from tickets.services.closing import confirm_solved, say_not_solved
from tickets.services.contacts import log_contact
from tickets.services.merging import merge_tickets
from tickets.services.registration import ServiceRequest, register_ticket

Later = Callable[..., datetime]
Do = Callable[..., Any]
RESPONSE, COMPLETION = Measure
NOBODY = Times(number=0, median=None, percentile_90=None, promised=0, beyond=0)


def everything() -> TicketQuerySet:
    rows = Ticket.objects.all()
    assert isinstance(rows, TicketQuerySet)
    return rows


@pytest.fixture
def times(now: datetime, later: Later) -> Do:
    """`times(RESPONSE, at=...)`: over ten days from `now`, as seen then; lists agree with counts."""

    def look(measure: Measure, at: datetime, since: datetime | None = None) -> Times:
        period = (since or now, later(days=10), at)
        found = service_times(everything(), *period)[measure]
        among = everything().filter(ended(measure, *period))
        assert among.count() == found.number
        assert among.filter(within(measure, at)).count() == found.within
        assert among.filter(beyond(measure, at)).count() == found.beyond
        return found

    return look


@pytest.fixture
def confirm(ticket: Ticket, agent: User) -> Do:
    """Report as solved, and confirm an hour later."""

    def act(at: datetime) -> None:
        resolve_ticket(actor=Actor.user(agent), ticket_id=ticket.pk, text="Replaced.", now=at)
        confirm_solved(
            actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, now=at + timedelta(hours=1)
        )

    return act


def test_response_runs_from_the_receipt_to_the_first_two_way_contact(
    contact: Do, times: Do, later: Later
) -> None:
    contact(later(minutes=10), facts=replace(TWO_WAY, reached=False, two_way=False))
    assert times(RESPONSE, later(hours=1)) == NOBODY
    contact(later(minutes=50))
    contact(later(hours=5))
    hour = timedelta(minutes=50)
    assert times(RESPONSE, later(hours=6)) == Times(1, hour, hour, promised=1, beyond=0)


def test_completion_runs_from_there_to_the_customers_confirmation(
    contact: Do, confirm: Do, times: Do, later: Later
) -> None:
    contact(later(minutes=30))
    confirm(later(hours=9))
    took = timedelta(hours=9, minutes=30)
    assert times(COMPLETION, later(hours=12)) == Times(
        1, took, took, promised=0, beyond=0
    )  # no date promised


def test_without_a_start_of_service_there_is_no_completion_time(confirm: Do, times: Do, later: Later) -> None:
    confirm(later(hours=9))
    assert times(COMPLETION, later(hours=12)) == NOBODY


def test_median_and_percentile_lie_between_the_requests(
    letter: Any, request_facts: ServiceRequest, agent: User, times: Do, now: datetime, later: Later
) -> None:
    for minutes in (10, 20, 30, 40, 300):
        one = register_ticket(actor=SYSTEM, request=request_facts, now=now)
        at = later(minutes=minutes)
        log_contact(actor=Actor.user(agent), ticket_id=one.pk, contact=TWO_WAY, now=at)
    found = times(RESPONSE, later(hours=6))
    assert (found.number, found.median, found.percentile_90) == (
        5,
        timedelta(minutes=30),
        timedelta(minutes=196),
    )
    assert (found.within, found.beyond) == (4, 1)


def test_a_request_counts_when_its_time_ended(contact: Do, times: Do, later: Later) -> None:
    contact(later(hours=1))
    assert times(RESPONSE, later(hours=2), since=later(hours=1)).number == 1
    assert times(RESPONSE, later(hours=2), since=later(hours=1, seconds=1)) == NOBODY
    assert times(RESPONSE, later(hours=1)) == NOBODY  # nothing after the instant of the page


def test_a_start_in_time_is_not_within_a_promise_that_was_missed(
    contact: Do, times: Do, later: Later
) -> None:
    """Contact needs need and priority confirmed (A2.1); the figure says what the ledger says."""
    contact(later(hours=1), facts=replace(TWO_WAY, need_confirmed=False))
    found = times(RESPONSE, later(hours=1, minutes=30))
    assert (found.number, found.within, found.beyond) == (1, 0, 0)  # still to be kept
    sweep(now=later(hours=3))
    found = times(RESPONSE, later(hours=3))
    assert (found.median, found.within, found.beyond) == (timedelta(hours=1), 0, 1)


def test_after_a_reopening_the_last_confirmation_counts(
    ticket: Ticket, contact: Do, confirm: Do, times: Do, agent: User, later: Later
) -> None:
    contact(later(hours=1))
    resolve_ticket(actor=Actor.user(agent), ticket_id=ticket.pk, text="Replaced.", now=later(hours=2))
    customer = Actor.customer(ticket.customer_id)
    say_not_solved(actor=customer, ticket_id=ticket.pk, text="It leaks again.", now=later(hours=3))
    assert times(COMPLETION, later(hours=4)) == NOBODY
    sweep(now=later(hours=6))  # contact after the reopening is late; service had begun in time
    confirm(later(hours=20))
    assert times(COMPLETION, later(days=1)).median == timedelta(hours=20)
    found = times(RESPONSE, later(days=1))
    assert (found.median, found.within, found.beyond) == (timedelta(hours=1), 1, 0)


def test_a_merged_request_is_measured_with_the_other_one(
    ticket: Ticket, request_facts: ServiceRequest, contact: Do, times: Do, agent: User, later: Later
) -> None:
    contact(later(minutes=30))
    other = register_ticket(actor=SYSTEM, request=request_facts, now=later(hours=1))
    merge_tickets(actor=Actor.user(agent), ticket_id=ticket.pk, into_id=other.pk, now=later(hours=2))
    found = times(RESPONSE, later(hours=3))
    assert (found.number, found.median) == (1, timedelta(minutes=30))
    assert everything().filter(ended(RESPONSE, later(hours=0), later(days=1), later(hours=3))).get() == other


def test_what_still_waits_is_counted_beside(ticket: Ticket, contact: Do, confirm: Do, later: Later) -> None:
    assert count_waiting(everything()) == {RESPONSE: 1, COMPLETION: 0}
    contact(later(hours=1))
    assert count_waiting(everything()) == {RESPONSE: 0, COMPLETION: 1}
    confirm(later(hours=3))
    assert count_waiting(everything()) == {RESPONSE: 0, COMPLETION: 0}
