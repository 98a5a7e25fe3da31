"""An appointment that the customer chose; the work rests until then (semantics, section 3, Pause)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from accounts.models import Customer, User
from core.actors import Actor
from core.errors import NotAllowed
from core.moments import to_text
from tests.endings import resolve_ticket
from tests.tickets.conftest import CALL, codes, count, last
from tickets.choices import State
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.services.appointments import AppointmentMustLieAhead, cancel_appointment, make_appointment
from tickets.services.contacts import log_contact
from tickets.services.conversation import NothingWritten, ask_customer, customer_writes
from tickets.services.customers_word import CustomersWordNeeded
from tickets.services.waiting import end_waits, next_wait_end
from tickets.signals import entry_recorded
from tickets.states import IllegalStep

Later = Callable[..., datetime]


@pytest.fixture
def scheduled(ticket: Ticket, by_customer: Actor, now: datetime, later: Later) -> Ticket:
    """The customer chose tomorrow, at this time."""
    make_appointment(actor=by_customer, ticket_id=ticket.pk, at=later(days=1), now=now)
    ticket.refresh_from_db()
    return ticket


def test_is_one_entry_that_already_sees_the_new_state(
    ticket: Ticket, by_customer: Actor, now: datetime, later: Later
) -> None:
    before, seen = ticket.last_number, []

    def look(ticket: Ticket, entry: LogEntry, **_: object) -> None:
        seen.append((entry.entry, ticket.state, ticket.appointment_at))

    entry_recorded.connect(look)
    try:
        make_appointment(actor=by_customer, ticket_id=ticket.pk, at=later(days=1), now=now)
    finally:
        entry_recorded.disconnect(look)
    assert seen == [(Entry.APPOINTMENT_MADE, State.SCHEDULED, later(days=1))]
    assert codes(ticket, before) == [Entry.APPOINTMENT_MADE]
    assert last(ticket).payload == {"at": to_text(later(days=1)), "channel": "web", "was": "registered"}


def test_staff_record_the_customers_choice_with_his_words(
    ticket: Ticket, act: dict[str, Any], later: Later
) -> None:
    before = count(ticket)
    with pytest.raises(CustomersWordNeeded):
        make_appointment(**act, at=later(days=1), channel="call")
    ticket.refresh_from_db()
    assert (ticket.state, count(ticket)) == (State.REGISTERED, before)
    make_appointment(**act, at=later(days=1), channel="call", text="Tomorrow noon, please.")
    assert (last(ticket).words, last(ticket).payload["channel"]) == ("Tomorrow noon, please.", "call")


def test_must_lie_ahead(ticket: Ticket, by_customer: Actor, now: datetime) -> None:
    before = count(ticket)
    with pytest.raises(AppointmentMustLieAhead):
        make_appointment(actor=by_customer, ticket_id=ticket.pk, at=now, now=now)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.appointment_at, count(ticket)) == (State.REGISTERED, None, before)


def test_nobody_else_can_make_one(
    ticket: Ticket, stranger: Customer, other_agent: User, later: Later
) -> None:
    before = count(ticket)
    for actor in (Actor.customer(stranger.pk), Actor.user(other_agent)):
        with pytest.raises(NotAllowed):
            make_appointment(
                actor=actor, ticket_id=ticket.pk, at=later(days=1), text="Noon", now=later(hours=1)
            )
    ticket.refresh_from_db()
    assert (ticket.state, count(ticket)) == (State.REGISTERED, before)


def test_can_be_moved_and_stays_an_appointment(scheduled: Ticket, by_customer: Actor, later: Later) -> None:
    make_appointment(actor=by_customer, ticket_id=scheduled.pk, at=later(days=2), now=later(hours=1))
    scheduled.refresh_from_db()
    assert (scheduled.state, scheduled.appointment_at) == (State.SCHEDULED, later(days=2))
    assert last(scheduled).payload["was"] == "scheduled"
    assert end_waits(now=later(days=1)) == 0


def test_when_its_time_comes_the_work_goes_on(scheduled: Ticket, later: Later) -> None:
    assert next_wait_end() == later(days=1)
    assert end_waits(now=later(hours=23)) == 0
    assert end_waits(now=later(days=1, seconds=20)) == 1
    scheduled.refresh_from_db()
    assert (scheduled.state, scheduled.appointment_at) == (State.IN_PROGRESS, None)
    entry = last(scheduled)
    assert (entry.payload["cause"], entry.happened_at) == ("appointment_began", later(days=1, seconds=20))
    assert (end_waits(now=later(days=2)), next_wait_end()) == (0, None)


def test_a_word_of_the_customer_does_not_end_it(
    scheduled: Ticket, act: dict[str, Any], by_customer: Actor, later: Later
) -> None:
    """What the customer writes ends a wait for his answer, not the appointment he chose."""
    customer_writes(actor=by_customer, ticket_id=scheduled.pk, text="See you then.", now=later(hours=1))
    log_contact(**act | {"now": later(hours=2)}, contact=CALL)
    scheduled.refresh_from_db()
    assert (scheduled.state, scheduled.appointment_at) == (State.SCHEDULED, later(days=1))


def test_a_question_or_the_solution_ends_it(scheduled: Ticket, act: dict[str, Any]) -> None:
    ask_customer(**act, text="Which floor?")
    scheduled.refresh_from_db()
    assert (scheduled.state, scheduled.appointment_at) == (State.WAITING_CUSTOMER, None)


def test_what_is_solved_needs_no_appointment(
    ticket: Ticket, act: dict[str, Any], by_customer: Actor, later: Later
) -> None:
    resolve_ticket(**act, text="Done.")
    with pytest.raises(IllegalStep, match="schedule"):
        make_appointment(actor=by_customer, ticket_id=ticket.pk, at=later(days=1), now=later(hours=1))


def test_can_be_called_off_with_the_reason(scheduled: Ticket, act: dict[str, Any], later: Later) -> None:
    before = scheduled.last_number
    cancel_appointment(**act | {"now": later(hours=1)}, text="The part is not there.")
    scheduled.refresh_from_db()
    assert (scheduled.state, scheduled.appointment_at) == (State.IN_PROGRESS, None)
    assert codes(scheduled, before) == [Entry.STATE_CHANGED]
    assert last(scheduled).payload["cause"] == "appointment_cancelled"
    assert last(scheduled).payload["at"] == to_text(later(days=1))
    assert end_waits(now=later(days=2)) == 0


def test_only_what_was_made_can_be_called_off_and_not_without_a_reason(
    ticket: Ticket, act: dict[str, Any], by_customer: Actor, now: datetime, later: Later
) -> None:
    before = count(ticket)
    with pytest.raises(IllegalStep, match="cancel_appointment"):
        cancel_appointment(**act, text="No longer needed.")
    assert count(ticket) == before
    make_appointment(actor=by_customer, ticket_id=ticket.pk, at=later(days=1), now=now)
    with pytest.raises(NothingWritten):
        cancel_appointment(**act, text="  ")
    ticket.refresh_from_db()
    assert (ticket.state, count(ticket)) == (State.SCHEDULED, before + 1)


def test_nobody_else_calls_it_off(scheduled: Ticket, stranger: Customer, other_agent: User) -> None:
    before = count(scheduled)
    for actor in (Actor.customer(stranger.pk), Actor.user(other_agent)):
        with pytest.raises(NotAllowed):
            cancel_appointment(actor=actor, ticket_id=scheduled.pk, text="No.", now=scheduled.registered_at)
    scheduled.refresh_from_db()
    assert (scheduled.state, count(scheduled)) == (State.SCHEDULED, before)
