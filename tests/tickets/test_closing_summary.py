"""Cause, solution, prevention: filed before a matter closes (D2.3c)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from accounts.models import User
from core.actors import Actor
from core.errors import NotAllowed
from tests.endings import SUMMARY, resolve_ticket
from tests.tickets.conftest import codes, count
from tickets.choices import ClosingCause, Department, Nature, Standing, State
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.selectors.summaries import draft_summary, summary_of
from tickets.services import closing, conversation
from tickets.services.chains import verify_ticket
from tickets.services.diagnosis import record_diagnosis
from tickets.services.ending import SummaryNeeded, SummaryTooLong
from tickets.services.erasure import erase_text
from tickets.services.unserved import dismiss_ticket, withdraw_ticket
from tickets.states import IllegalStep
from tickets.summaries import LONGEST, ClosingSummary, words_of


@pytest.fixture
def confirmed(ticket: Ticket, by_customer: Actor, now: datetime) -> Ticket:
    """The customer said that it works before anybody reported it as solved."""
    closing.confirm_solved(actor=by_customer, ticket_id=ticket.pk, score=4, now=now)
    ticket.refresh_from_db()
    return ticket


@pytest.mark.parametrize("missing", ["cause", "solution", "prevention"])
def test_without_one_of_the_three_nothing_is_resolved(
    ticket: Ticket, act: dict[str, Any], missing: str
) -> None:
    before = count(ticket)
    with pytest.raises(SummaryNeeded) as refusal:
        resolve_ticket(**act, text="Done.", summary=replace(SUMMARY, **{missing: " \n "}))
    assert list(refusal.value.fields) == [missing]
    ticket.refresh_from_db()
    assert (ticket.state, ticket.summary_number, count(ticket)) == (State.REGISTERED, None, before)


def test_each_is_short(ticket: Ticket, act: dict[str, Any]) -> None:
    with pytest.raises(SummaryTooLong, match=str(LONGEST)):
        resolve_ticket(**act, text="Done.", summary=replace(SUMMARY, cause="x" * (LONGEST + 1)))


def test_it_is_filed_with_the_report_and_there_when_the_customer_confirms(
    ticket: Ticket, act: dict[str, Any], by_customer: Actor
) -> None:
    resolve_ticket(**act, text="Done.", summary=replace(SUMMARY, cause="A worn\n part.  "))
    closing.confirm_solved(**act | {"actor": by_customer})
    ticket.refresh_from_db()
    filed = summary_of(ticket)
    assert filed is not None
    assert filed.summary == replace(SUMMARY, cause="A worn part.")
    assert (ticket.state, ticket.awaits_summary) == (State.CLOSED, False)


def test_a_confirmation_before_counts_at_once_and_the_request_waits_for_its_summary(
    confirmed: Ticket, now: datetime
) -> None:
    assert (confirmed.standing, confirmed.state) == (Standing.CONFIRMED, State.RESOLVED)
    assert (confirmed.confirmed_at, confirmed.closed_at, confirmed.rating) == (now, None, 4)
    assert codes(confirmed)[-3:] == [Entry.CONFIRMED, Entry.RATED, Entry.STATE_CHANGED]


def test_filing_it_closes_as_confirmed_when_the_customer_confirmed(
    confirmed: Ticket, act: dict[str, Any], later: Callable[..., datetime]
) -> None:
    closing.file_summary(**act | {"now": later(hours=5)}, summary=SUMMARY)
    confirmed.refresh_from_db()
    assert (confirmed.state, confirmed.confirmed_at) == (State.CLOSED, act["now"])
    assert confirmed.closed_at == later(hours=5)
    entry = confirmed.log.get(entry=Entry.CLOSED)
    assert entry.payload["cause"] == ClosingCause.CONFIRMED
    assert not list(verify_ticket(confirmed))


def test_the_customer_cannot_file_it_nor_confirm_twice(
    confirmed: Ticket, by_customer: Actor, now: datetime
) -> None:
    before = count(confirmed)
    with pytest.raises(NotAllowed):
        closing.file_summary(actor=by_customer, ticket_id=confirmed.pk, summary=SUMMARY, now=now)
    with pytest.raises(IllegalStep, match="confirm"):
        closing.confirm_solved(actor=by_customer, ticket_id=confirmed.pk, now=now)
    assert count(confirmed) == before


def test_nothing_else_ends_what_waits_for_its_summary(confirmed: Ticket, act: dict[str, Any]) -> None:
    for step in (closing.close_by_timeout, withdraw_ticket):
        with pytest.raises(IllegalStep):
            step(**act, text="Over.")


def test_not_solved_after_all_opens_it_again_and_asks_for_a_new_summary(
    ticket: Ticket, act: dict[str, Any], by_customer: Actor
) -> None:
    resolve_ticket(**act, text="Done.")
    closing.confirm_solved(**act | {"actor": by_customer})
    closing.say_not_solved(**act | {"actor": by_customer}, text="It is back.")
    ticket.refresh_from_db()
    assert (ticket.standing, summary_of(ticket)) == (Standing.IN_PROGRESS, None)
    assert draft_summary(ticket) == SUMMARY
    closing.confirm_solved(**act | {"actor": by_customer})
    ticket.refresh_from_db()
    assert ticket.standing is Standing.CONFIRMED


@pytest.mark.parametrize(
    ("end", "cause"),
    [(withdraw_ticket, ClosingCause.WITHDRAWN), (dismiss_ticket, ClosingCause.NOT_A_REQUEST)],
)
def test_what_was_not_served_needs_none(
    ticket: Ticket, lead: User, now: datetime, end: Callable[..., Ticket], cause: ClosingCause
) -> None:
    end(actor=Actor.user(lead), ticket_id=ticket.pk, text="By mistake.", now=now)
    ticket.refresh_from_db()
    assert (ticket.state, summary_of(ticket)) == (State.CLOSED, None)
    assert ticket.log.get(entry=Entry.CLOSED).payload["cause"] == cause


def test_the_form_begins_with_what_is_known_and_never_with_words_for_colleagues(
    ticket: Ticket, act: dict[str, Any]
) -> None:
    record_diagnosis(**act, nature=Nature.WEAR, department=Department.TECHNICAL, text="He never cleans it.")
    conversation.give_initial_fix(**act, text="Please  clean\nthe filter.")
    ticket.refresh_from_db()
    expected = ClosingSummary(cause=str(Nature.WEAR.label), solution="Please clean the filter.")
    assert draft_summary(ticket) == expected


def test_it_can_be_erased_and_stays_filed(
    ticket: Ticket, act: dict[str, Any], by_customer: Actor, manager: User
) -> None:
    resolve_ticket(**act, text="Done.")
    ticket.refresh_from_db()
    entry = ticket.log.get(entry=Entry.SUMMARY_FILED)
    assert words_of(entry).splitlines()[0] == "Cause: A worn part."
    erase_text(**act | {"actor": Actor.user(manager)}, numbers=[entry.number], reason="Names a person.")
    filed = summary_of(ticket)
    assert filed is not None
    assert (filed.summary, filed.erased_at) == (ClosingSummary(), act["now"])
    closing.confirm_solved(**act | {"actor": by_customer})
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED
    assert not list(verify_ticket(ticket))
