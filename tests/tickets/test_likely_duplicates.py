"""The customer's other requests about the same matter are offered, and nobody else's (A3.1)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.services.customers import CustomerFacts
from core.actors import Actor
from tickets.choices import LinkKind
from tickets.models import Ticket
from tickets.selectors.duplicates import Matter, alike, duplicates_of
from tickets.services.complaining import complain
from tickets.services.linking import link_tickets
from tickets.services.merging import merge_tickets
from tickets.services.registration import ServiceRequest, register_ticket

AGAIN = "Heating stops again with error E4 since this morning."
OTHER = "How do I set the clock of the remote control?"
Register = Callable[..., Ticket]


@pytest.fixture
def register(request_facts: ServiceRequest, agent: User, now: datetime) -> Register:
    assert agent.pk

    def one(problem: str = AGAIN, at: datetime = now, **changes: Any) -> Ticket:
        wanted = replace(request_facts, problem=problem, **changes)
        return register_ticket(actor=Actor.system("portal"), request=wanted, now=at)

    return one


def test_similar_words_about_the_same_product(ticket: Ticket, register: Register, agent: User) -> None:
    again = register(serial="")
    assert duplicates_of(again, actor=Actor.user(agent)) == [ticket]
    assert duplicates_of(ticket, actor=Actor.user(agent)) == [again]


def test_the_same_serial_number_whatever_is_said(ticket: Ticket, register: Register, agent: User) -> None:
    assert duplicates_of(register(OTHER), actor=Actor.user(agent)) == [ticket]


@pytest.mark.parametrize(
    "changes",
    [
        {"problem": OTHER, "serial": ""},
        {"serial": "", "product": "Another product"},
        {"customer": CustomerFacts("Li Na", "li.na@elsewhere.example", "139 0000 0000")},
    ],
)
def test_another_matter_or_another_customer_is_none(
    ticket: Ticket, register: Register, agent: User, changes: dict[str, Any]
) -> None:
    other = register(**changes)
    assert duplicates_of(other, actor=Actor.user(agent)) == []
    assert ticket.pk


def test_who_shares_the_phone_number_is_the_same_customer(
    ticket: Ticket, register: Register, agent: User
) -> None:
    wife = register(customer=CustomerFacts("Mrs Wang", "other@riverside.example", "138 0013 8000"))
    assert duplicates_of(wife, actor=Actor.user(agent)) == [ticket]


def test_after_thirty_days_it_is_another_matter(
    ticket: Ticket, register: Register, agent: User, now: datetime
) -> None:
    assert duplicates_of(register(at=now + timedelta(days=31)), actor=Actor.user(agent)) == []
    assert ticket.pk


def test_what_is_linked_or_merged_is_not_offered_again(
    ticket: Ticket, register: Register, agent: User, now: datetime
) -> None:
    by = Actor.user(agent)
    linked, merged = register(), register()
    link_tickets(actor=by, ticket_id=linked.pk, kind=LinkKind.REPEAT_OF, other_id=ticket.pk, now=now)
    merge_tickets(actor=by, ticket_id=merged.pk, into_id=ticket.pk, now=now)
    ticket.refresh_from_db()
    assert duplicates_of(linked, actor=by) == []
    assert duplicates_of(ticket, actor=by) == []


def test_only_what_the_reader_may_see(
    ticket: Ticket, register: Register, other_agent: User, agent: User, manager: User, now: datetime
) -> None:
    again = register()
    complain(actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, text=AGAIN, now=now)
    assert duplicates_of(again, actor=Actor.user(other_agent)) == []
    assert duplicates_of(again, actor=Actor.user(agent)) == [ticket]
    assert duplicates_of(again, actor=Actor.user(manager)) == [ticket]


def test_while_it_is_written_down_by_whom_is_named(ticket: Ticket, agent: User, now: datetime) -> None:
    by = Actor.user(agent)
    caller = Matter(AGAIN, phone="138 0013 8000")
    assert alike(caller, actor=by, now=now) == [ticket]
    with CaptureQueriesContext(connection) as queries:
        assert alike(Matter(AGAIN), actor=by, now=now) == []
    assert len(queries) == 0


def test_it_is_one_query_and_five_at_most(ticket: Ticket, register: Register, agent: User) -> None:
    for _more in range(7):
        register()
    with CaptureQueriesContext(connection) as queries:
        assert len(duplicates_of(ticket, actor=Actor.user(agent))) == 5
    assert len(queries) == 1


@pytest.mark.parametrize("words", ["暖气早上开始不工作，显示E4错误", "今天早上暖气不工作，显示错误E4"])
def test_chinese_words_are_compared_too(register: Register, agent: User, words: str) -> None:
    first = register("暖气从早上开始不工作，显示错误E4", serial="")
    assert duplicates_of(register(words, serial=""), actor=Actor.user(agent)) == [first]
