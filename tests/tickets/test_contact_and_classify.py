"""Contact with need and priority confirmed (A2.1); priority, complexity and owner (A2.2, A2.3, A3.2)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from core.actors import Actor
from tests.endings import resolve_ticket
from tests.tickets.conftest import CALL, codes, count, last
from tickets.choices import Complexity, Priority, State
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services.assignment import OwnerCannotWork, assign_ticket
from tickets.services.backdating import BeforeTheRequest, InTheFuture, ReasonNeeded, TooLongAgo
from tickets.services.classification import set_complexity, set_priority
from tickets.services.closing import confirm_solved
from tickets.services.contacts import ContactContradicts, log_contact
from tickets.services.conversation import ask_customer
from tickets.states import IllegalStep


def test_a_two_way_call_starts_service_and_confirms_the_priority(ticket: Ticket, act: dict[str, Any]) -> None:
    """A2.1, B1.2."""
    before = ticket.last_number
    log_contact(**act, contact=replace(CALL, priority=Priority.IMPORTANT, summary="Board has failed"))
    ticket.refresh_from_db()
    assert ticket.service_started_at == act["now"]
    assert (ticket.priority, ticket.is_priority_confirmed) == (Priority.IMPORTANT, True)
    assert ticket.state == State.IN_PROGRESS
    assert {Entry.CONTACTED, Entry.PRIORITY_SET, Entry.STATE_CHANGED} <= set(codes(ticket, before))
    assert ticket.log.get(entry=Entry.CONTACTED).words == "Board has failed"


def test_an_attempt_that_reached_nobody_starts_nothing(ticket: Ticket, act: dict[str, Any]) -> None:
    attempt = replace(CALL, reached=False, two_way=False, need_confirmed=False, priority_confirmed=False)
    log_contact(**act, contact=attempt)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.service_started_at) == (State.REGISTERED, None)
    assert not ticket.is_priority_confirmed


def test_a_call_logged_later_counts_when_it_happened_and_needs_a_reason(
    ticket: Ticket, act: dict[str, Any], later: Callable[..., datetime]
) -> None:
    act |= {"now": later(hours=1)}
    with pytest.raises(ReasonNeeded):
        log_contact(**act, contact=CALL, happened_at=later(minutes=20))
    log_contact(**act, contact=CALL, happened_at=later(minutes=20), reason="No signal in the cellar")
    entry = ticket.log.get(entry=Entry.CONTACTED)
    assert (entry.happened_at, entry.recorded_at) == (later(minutes=20), later(hours=1))


@pytest.mark.parametrize(("minutes", "error"), [(5, InTheFuture), (-5, BeforeTheRequest)])
def test_a_call_cannot_have_happened_later_or_before_the_request(
    ticket: Ticket,
    act: dict[str, Any],
    later: Callable[..., datetime],
    minutes: int,
    error: type[Exception],
) -> None:
    before = count(ticket)
    with pytest.raises(error):
        log_contact(**act, contact=CALL, happened_at=later(minutes=minutes), reason="Because")
    assert count(ticket) == before


def test_setting_the_same_priority_twice_adds_no_history(ticket: Ticket, act: dict[str, Any]) -> None:
    set_priority(**act, priority=Priority.NORMAL)
    before = count(ticket)
    set_priority(**act, priority=Priority.NORMAL)
    assert count(ticket) == before


def test_classifying_keeps_the_reason_as_words(ticket: Ticket, act: dict[str, Any]) -> None:
    set_complexity(**act, complexity=Complexity.COMPLEX, reason="Three units in series")
    ticket.refresh_from_db()
    assert (ticket.complexity, ticket.is_complexity_set) == (Complexity.COMPLEX, True)
    entry = ticket.log.get(entry=Entry.COMPLEXITY_SET)
    assert (entry.payload["now_is"], entry.words) == ("complex", "Three units in series")


def test_a_new_owner_is_recorded_with_the_old_one(
    ticket: Ticket, act: dict[str, Any], colleague: User
) -> None:
    """A2.3: who and when."""
    assign_ticket(**act, owner_id=colleague.pk)
    ticket.refresh_from_db()
    assert ticket.owner == colleague
    entry = last(ticket)
    assert entry.payload["was"] == act["actor"].pk
    assert entry.payload["now_is"] == colleague.pk
    assert entry.actor_id == act["actor"].pk


def test_twice_to_the_same_person_adds_no_history(ticket: Ticket, act: dict[str, Any], agent: User) -> None:
    before = count(ticket)
    assign_ticket(**act, owner_id=agent.pk)
    assert count(ticket) == before


def test_who_cannot_work_on_it_cannot_own_it(ticket: Ticket, act: dict[str, Any], other_agent: User) -> None:
    before = count(ticket)
    for owner_id in (other_agent.pk, 999_999):
        with pytest.raises(OwnerCannotWork):
            assign_ticket(**act, owner_id=owner_id)
    ticket.refresh_from_db()
    assert ticket.owner_id == act["actor"].pk
    assert count(ticket) == before


def test_management_works_in_every_branch(ticket: Ticket, manager: User, now: datetime) -> None:
    set_priority(actor=Actor.user(manager), ticket_id=ticket.pk, priority=Priority.URGENT, now=now)
    assert last(ticket).actor_id == manager.pk


@pytest.mark.parametrize("ending", [{}, {"confirm": True}])
def test_what_is_resolved_or_closed_is_not_classified_any_more(
    ticket: Ticket, act: dict[str, Any], ending: dict[str, bool]
) -> None:
    resolve_ticket(**act, text="Board replaced.")
    if ending:
        confirm_solved(**act)
    before = count(ticket)
    with pytest.raises(IllegalStep):
        set_complexity(**act, complexity=Complexity.COMPLEX)
    with pytest.raises(IllegalStep):
        set_priority(**act, priority=Priority.NORMAL)
    assert count(ticket) == before


def test_a_call_from_before_the_resolution_is_no_follow_up(
    ticket: Ticket, act: dict[str, Any], later: Callable[..., datetime]
) -> None:
    resolve_ticket(**act | {"now": later(hours=1)}, text="Board replaced.")
    called = {"contact": CALL, "reason": "Written down later", "now": later(hours=2)}
    log_contact(**act | called, happened_at=later(minutes=30))
    ticket.refresh_from_db()
    assert ticket.follow_up_at is None
    log_contact(**act | called, happened_at=later(minutes=90))
    ticket.refresh_from_db()
    assert ticket.follow_up_at == later(minutes=90)


def test_a_call_from_before_the_question_does_not_answer_it(
    ticket: Ticket, act: dict[str, Any], later: Callable[..., datetime]
) -> None:
    ask_customer(**act | {"now": later(hours=1)}, text="Which code does it show?")
    called = {"contact": CALL, "reason": "Written down later", "now": later(hours=2)}
    log_contact(**act | called, happened_at=later(minutes=30))
    ticket.refresh_from_db()
    assert ticket.state == State.WAITING_CUSTOMER
    log_contact(**act | called, happened_at=later(minutes=90))
    ticket.refresh_from_db()
    assert ticket.state == State.IN_PROGRESS


def test_the_first_hours_of_the_calendar_are_too_long_ago(ticket: Ticket, act: dict[str, Any]) -> None:
    dawn = datetime(1, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    with pytest.raises(TooLongAgo):
        log_contact(**act, contact=CALL, happened_at=dawn, reason="A slip of the finger")


def test_both_sides_cannot_have_spoken_when_nobody_was_reached(ticket: Ticket, act: dict[str, Any]) -> None:
    before = count(ticket)
    with pytest.raises(ContactContradicts):
        log_contact(**act, contact=replace(CALL, reached=False))
    assert count(ticket) == before
