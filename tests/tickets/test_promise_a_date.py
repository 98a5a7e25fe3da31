"""The first promised date binds; a later one needs the customer's consent (D2.2.3, D2.2.4)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from accounts.models import Customer, User
from core.actors import Actor
from core.errors import NotAllowed
from core.moments import to_text
from tests.endings import resolve_ticket
from tests.tickets.conftest import codes, count, last
from tickets.choices import State
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services.closing import say_not_solved
from tickets.services.conversation import (
    NothingWritten,
    SolutionNeedsFutureDate,
    ask_customer,
    send_plan,
    send_solution,
)
from tickets.services.customers_word import CustomersWordNeeded
from tickets.services.promised_date import OFFERS, DateNotOffered, agree_date
from tickets.states import IllegalStep

Later = Callable[..., datetime]


def test_a_solution_promises_its_date_and_starts_the_work(
    ticket: Ticket, act: dict[str, Any], later: Later
) -> None:
    before = ticket.last_number
    send_solution(**act, text="A new board.", completes_at=later(days=2))
    ticket.refresh_from_db()
    assert (ticket.promised_at, ticket.state) == (later(days=2), State.IN_PROGRESS)
    assert codes(ticket, before) == [Entry.SOLUTION_GIVEN, Entry.STATE_CHANGED]
    payload = ticket.log.get(entry=Entry.SOLUTION_GIVEN).payload
    assert (payload["completes_at"], payload["binds"]) == (to_text(later(days=2)), True)


def test_a_solution_needs_words_and_a_date_that_lies_ahead(
    ticket: Ticket, act: dict[str, Any], later: Later
) -> None:
    before = count(ticket)
    with pytest.raises(SolutionNeedsFutureDate):
        send_solution(**act, text="A new board.", completes_at=later(seconds=0))
    with pytest.raises(NothingWritten):
        send_solution(**act, text=" ", completes_at=later(days=1))
    ticket.refresh_from_db()
    assert (count(ticket), ticket.promised_at, ticket.state) == (before, None, State.REGISTERED)


@pytest.mark.parametrize("service", [send_plan, send_solution])
@pytest.mark.parametrize(("days", "promised"), [(1, 1), (2, 2), (3, 2)])
def test_an_earlier_date_binds_and_a_later_one_does_not(
    ticket: Ticket,
    act: dict[str, Any],
    later: Later,
    service: Callable[..., Ticket],
    days: int,
    promised: int,
) -> None:
    send_plan(**act, text="Replace the board", completes_at=later(days=2))
    service(**act, text="Anew", completes_at=later(days=days))
    ticket.refresh_from_db()
    assert ticket.log.filter(entry__in=OFFERS).latest("number").payload["binds"] is (days < 2)
    assert ticket.promised_at == later(days=promised)


@pytest.fixture
def offered(ticket: Ticket, act: dict[str, Any], later: Later) -> Ticket:
    """Two days are promised, five are offered."""
    send_plan(**act, text="Replace the board", completes_at=later(days=2))
    send_solution(**act, text="The board comes later", completes_at=later(days=5))
    ticket.refresh_from_db()
    return ticket


def test_the_customers_own_consent_makes_the_later_date_bind(
    offered: Ticket, by_customer: Actor, later: Later
) -> None:
    agree_date(actor=by_customer, ticket_id=offered.pk, completes_at=later(days=5), now=later(hours=1))
    offered.refresh_from_db()
    assert offered.promised_at == later(days=5)
    assert last(offered).entry == Entry.DATE_AGREED
    assert last(offered).payload == {"completes_at": to_text(later(days=5)), "channel": "web", "binds": True}


def test_staff_record_consent_with_what_the_customer_said(
    offered: Ticket, act: dict[str, Any], later: Later
) -> None:
    with pytest.raises(CustomersWordNeeded):
        agree_date(**act, completes_at=later(days=5), channel="call", text="  ")
    offered.refresh_from_db()
    assert offered.promised_at == later(days=2)
    agree_date(**act, completes_at=later(days=5), channel="call", text="Monday is fine.")
    offered.refresh_from_db()
    assert (offered.promised_at, last(offered).words) == (later(days=5), "Monday is fine.")


@pytest.mark.parametrize("days", [2, 3, 6, 1])
def test_only_a_date_that_was_offered_can_be_agreed(
    offered: Ticket, by_customer: Actor, later: Later, days: int
) -> None:
    before = count(offered)
    with pytest.raises(DateNotOffered):
        agree_date(actor=by_customer, ticket_id=offered.pk, completes_at=later(days=days), now=later(hours=1))
    offered.refresh_from_db()
    assert (offered.promised_at, count(offered)) == (later(days=2), before)


def test_an_offer_whose_date_has_passed_can_no_longer_be_agreed(
    offered: Ticket, by_customer: Actor, later: Later
) -> None:
    with pytest.raises(DateNotOffered):
        agree_date(actor=by_customer, ticket_id=offered.pk, completes_at=later(days=5), now=later(days=5))
    offered.refresh_from_db()
    assert offered.promised_at == later(days=2)


def test_consent_answers_a_question_that_waits(
    offered: Ticket, act: dict[str, Any], by_customer: Actor, later: Later
) -> None:
    """The customer's next word, on any channel."""
    ask_customer(**act, text="Is Sunday all right?")
    agree_date(actor=by_customer, ticket_id=offered.pk, completes_at=later(days=5), now=later(hours=1))
    offered.refresh_from_db()
    assert offered.state == State.IN_PROGRESS
    assert last(offered).payload["cause"] == "date_agreed"


def test_nobody_else_can_agree_for_the_customer(
    offered: Ticket, stranger: Customer, other_agent: User, later: Later
) -> None:
    before = count(offered)
    for actor in (Actor.customer(stranger.pk), Actor.user(other_agent)):
        with pytest.raises(NotAllowed):
            agree_date(
                actor=actor, ticket_id=offered.pk, completes_at=later(days=5), text="Yes", now=later(hours=1)
            )
    offered.refresh_from_db()
    assert (offered.promised_at, count(offered)) == (later(days=2), before)


def test_after_the_solution_no_date_can_be_promised(
    offered: Ticket, act: dict[str, Any], by_customer: Actor, later: Later
) -> None:
    resolve_ticket(**act, text="Done already.")
    with pytest.raises(IllegalStep, match="agree_date"):
        agree_date(actor=by_customer, ticket_id=offered.pk, completes_at=later(days=5), now=later(hours=1))
    with pytest.raises(IllegalStep, match="send_solution"):
        send_solution(**act, text="Anew", completes_at=later(days=1))


@pytest.mark.parametrize(("hours", "days"), [(3, 2), (49, None)])
def test_opening_it_again_clears_a_date_that_has_passed(
    offered: Ticket, act: dict[str, Any], by_customer: Actor, later: Later, hours: int, days: int | None
) -> None:
    resolve_ticket(**act, text="Done.")
    say_not_solved(actor=by_customer, ticket_id=offered.pk, text="Cold again", now=later(hours=hours))
    offered.refresh_from_db()
    assert offered.promised_at == (later(days=days) if days else None)
