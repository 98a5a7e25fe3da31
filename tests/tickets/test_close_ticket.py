"""Solved is not closed: only the customer's word, or a recorded time-out, closes (A2.3)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from accounts.models import Customer, User
from core.actors import Actor
from core.errors import Conflict, NotAllowed
from tests.endings import resolve_ticket
from tests.tickets.conftest import CALL, closable_from, codes, count, last
from tickets.choices import State
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services.closing import (
    CustomerHasAnswered,
    FollowUpMissing,
    TimeoutNotReached,
    close_by_timeout,
    confirm_solved,
    reopen_ticket,
    say_not_solved,
)
from tickets.services.contacts import log_contact
from tickets.services.conversation import customer_writes
from tickets.services.rating import NoSuchScore, rate_ticket
from tickets.signals import step_requested
from tickets.states import IllegalStep


@pytest.fixture
def resolved(ticket: Ticket, act: dict[str, Any]) -> Ticket:
    log_contact(**act, contact=CALL)
    resolve_ticket(**act, text="Board replaced, heating has run for a day.")
    ticket.refresh_from_db()
    return ticket


def test_resolving_tells_when_and_does_not_close(resolved: Ticket, now: datetime) -> None:
    assert (resolved.state, resolved.resolved_at, resolved.closed_at) == (State.RESOLVED, now, None)


def test_the_customers_confirmation_closes_with_a_rating(
    resolved: Ticket, by_customer: Actor, now: datetime
) -> None:
    before = resolved.last_number
    confirm_solved(actor=by_customer, ticket_id=resolved.pk, score=5, comment="Thank you", now=now)
    resolved.refresh_from_db()
    assert (resolved.state, resolved.closed_at, resolved.confirmed_at) == (State.CLOSED, now, now)
    assert resolved.rating == 5
    seen = codes(resolved, before)
    assert seen.index(Entry.CONFIRMED) < seen.index(Entry.RATED) < seen.index(Entry.CLOSED)
    assert resolved.log.get(entry=Entry.CLOSED).payload["cause"] == "confirmed"


def test_staff_may_record_what_the_customer_said_by_phone(resolved: Ticket, act: dict[str, Any]) -> None:
    confirm_solved(**act, channel="call")
    entry = resolved.log.get(entry=Entry.CONFIRMED)
    assert (entry.actor_kind, entry.payload["channel"]) == ("staff", "call")


def test_a_stranger_cannot_confirm(resolved: Ticket, stranger: Customer, now: datetime) -> None:
    before = count(resolved)
    with pytest.raises(NotAllowed):
        confirm_solved(actor=Actor.customer(stranger.pk), ticket_id=resolved.pk, now=now)
    assert count(resolved) == before


def test_confirming_twice_is_refused_by_name(resolved: Ticket, by_customer: Actor, now: datetime) -> None:
    confirm_solved(actor=by_customer, ticket_id=resolved.pk, now=now)
    with pytest.raises(IllegalStep, match="confirm"):
        confirm_solved(actor=by_customer, ticket_id=resolved.pk, now=now)


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_score_outside_one_to_five_is_refused_and_nothing_closes(
    resolved: Ticket, by_customer: Actor, now: datetime, score: int
) -> None:
    with pytest.raises(NoSuchScore):
        confirm_solved(actor=by_customer, ticket_id=resolved.pk, score=score, now=now)
    resolved.refresh_from_db()
    assert (resolved.state, resolved.rating) == (State.RESOLVED, None)


def test_not_solved_opens_it_again(
    resolved: Ticket, by_customer: Actor, later: Callable[..., datetime]
) -> None:
    say_not_solved(actor=by_customer, ticket_id=resolved.pk, text="Cold again", now=later(hours=3))
    resolved.refresh_from_db()
    assert (resolved.state, resolved.resolved_at) == (State.IN_PROGRESS, None)
    entry = resolved.log.get(entry=Entry.REOPENED)
    assert (entry.payload["cause"], entry.words) == ("not_solved", "Cold again")


def test_a_closed_request_can_be_opened_again_by_staff(
    resolved: Ticket, act: dict[str, Any], by_customer: Actor
) -> None:
    confirm_solved(actor=by_customer, ticket_id=resolved.pk, now=act["now"])
    reopen_ticket(**act, text="The customer called: it is back")
    resolved.refresh_from_db()
    assert (resolved.state, resolved.closed_at, resolved.confirmed_at) == (State.IN_PROGRESS, None, None)


def test_an_open_request_cannot_be_opened_again(ticket: Ticket, act: dict[str, Any]) -> None:
    with pytest.raises(IllegalStep):
        reopen_ticket(**act, text="Again")


def test_time_out_needs_three_days_and_an_attempt_to_follow_up(
    resolved: Ticket, act: dict[str, Any], later: Callable[..., datetime]
) -> None:
    """Semantics, section 3: refused before a follow-up was attempted."""
    closable_from(resolved, later(days=3))
    with pytest.raises(TimeoutNotReached):
        close_by_timeout(**act | {"now": later(days=2, hours=23)})
    with pytest.raises(FollowUpMissing):
        close_by_timeout(**act | {"now": later(days=3)})
    attempt = replace(CALL, reached=False, two_way=False, need_confirmed=False, priority_confirmed=False)
    log_contact(**act | {"now": later(days=3)}, contact=attempt)
    close_by_timeout(**act | {"now": later(days=3)}, text="Three calls, no answer")
    resolved.refresh_from_db()
    assert (resolved.state, resolved.confirmed_at) == (State.CLOSED, None)
    assert resolved.log.get(entry=Entry.CLOSED).payload["cause"] == "timed_out"


def test_while_the_time_to_answer_has_not_begun_there_is_no_time_out(
    resolved: Ticket, act: dict[str, Any], later: Callable[..., datetime]
) -> None:
    log_contact(**act, contact=CALL)
    with pytest.raises(TimeoutNotReached, match="has not begun"):
        close_by_timeout(**act | {"now": later(days=300)})
    resolved.refresh_from_db()
    assert resolved.state == State.RESOLVED


def test_opening_it_again_forgets_from_when_it_could_be_closed(
    resolved: Ticket, act: dict[str, Any], by_customer: Actor, later: Callable[..., datetime]
) -> None:
    closable_from(resolved, later(days=3))
    say_not_solved(actor=by_customer, ticket_id=resolved.pk, text="No", now=later(hours=1))
    resolved.refresh_from_db()
    assert resolved.closable_at is None


def test_time_out_does_not_close_over_what_the_customer_wrote(
    resolved: Ticket, act: dict[str, Any], by_customer: Actor, later: Callable[..., datetime]
) -> None:
    closable_from(resolved, later(days=3))
    customer_writes(actor=by_customer, ticket_id=resolved.pk, text="Still broken", now=later(hours=1))
    attempt = replace(CALL, reached=False, two_way=False, need_confirmed=False, priority_confirmed=False)
    log_contact(**act | {"now": later(days=3)}, contact=attempt)
    with pytest.raises(CustomerHasAnswered):
        close_by_timeout(**act | {"now": later(days=3)})
    resolved.refresh_from_db()
    assert resolved.state == State.RESOLVED


def test_a_follow_up_before_reopening_does_not_count_afterwards(
    resolved: Ticket, act: dict[str, Any], by_customer: Actor, later: Callable[..., datetime]
) -> None:
    log_contact(**act, contact=CALL)
    say_not_solved(actor=by_customer, ticket_id=resolved.pk, text="No", now=act["now"])
    resolve_ticket(**act, text="Now it is")
    closable_from(resolved, later(days=3))
    with pytest.raises(FollowUpMissing):
        close_by_timeout(**act | {"now": later(days=4)})


def test_others_may_forbid_the_time_out_and_then_nothing_changes(
    resolved: Ticket, act: dict[str, Any], later: Callable[..., datetime]
) -> None:
    log_contact(**act, contact=CALL)
    closable_from(resolved, later(days=3))
    before = count(resolved)

    def forbid(**_facts: object) -> None:
        raise Conflict

    step_requested.connect(forbid)
    try:
        with pytest.raises(Conflict):
            close_by_timeout(**act | {"now": later(days=3)})
    finally:
        step_requested.disconnect(forbid)
    resolved.refresh_from_db()
    assert (resolved.state, count(resolved)) == (State.RESOLVED, before)


def test_the_latest_rating_counts_and_both_are_in_the_log(
    resolved: Ticket, by_customer: Actor, agent: User, now: datetime
) -> None:
    """A4.2."""
    for score in (2, 4):
        rate_ticket(actor=by_customer, ticket_id=resolved.pk, score=score, now=now)
    resolved.refresh_from_db()
    assert resolved.rating == 4
    assert last(resolved).payload["score"] == 4
    with pytest.raises(NotAllowed):
        rate_ticket(actor=Actor.user(agent), ticket_id=resolved.pk, score=5, now=now)
