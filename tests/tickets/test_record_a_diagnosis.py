"""Nature and responsible department, determined and told (D2.2.2, A3.3c)."""

from datetime import datetime
from typing import Any

import pytest
from django.utils import translation

from accounts.models import Customer, User
from core.actors import Actor
from core.errors import NotAllowed
from tests.endings import resolve_ticket
from tests.tickets.conftest import codes, count, last
from tickets.choices import Department, Nature, State
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.selectors.timeline import timeline
from tickets.services.closing import confirm_solved
from tickets.services.diagnosis import record_diagnosis
from tickets.states import IllegalStep
from tickets.wording import sentence

FOUND: dict[str, Any] = {"nature": Nature.HARDWARE, "department": Department.TECHNICAL}


def test_is_kept_on_the_request_and_in_its_log(ticket: Ticket, act: dict[str, Any]) -> None:
    before = ticket.last_number
    record_diagnosis(**act, **FOUND, text="Bearing of the fan.")
    ticket.refresh_from_db()
    assert (ticket.nature, ticket.department) == ("hardware", "technical")
    assert codes(ticket, before) == [Entry.DIAGNOSED]
    entry = last(ticket)
    assert {name: entry.payload[name] for name in FOUND} == {"nature": "hardware", "department": "technical"}
    assert entry.words == "Bearing of the fan."


def test_the_customer_reads_what_was_found_but_not_the_words_for_colleagues(
    ticket: Ticket, act: dict[str, Any]
) -> None:
    """C1.3."""
    record_diagnosis(**act, **FOUND, text="He broke it himself.")
    [entry] = [entry for entry in timeline(ticket, audience="customer") if entry.entry == Entry.DIAGNOSED]
    assert entry.words == ""
    with translation.override("en"):
        assert (
            sentence(entry, audience="customer")
            == "Diagnosed: Hardware fault; responsible: Technical department"
        )


def test_the_same_again_adds_no_history_and_another_finding_does(ticket: Ticket, act: dict[str, Any]) -> None:
    record_diagnosis(**act, **FOUND)
    before = count(ticket)
    record_diagnosis(**act, **FOUND)
    assert count(ticket) == before
    record_diagnosis(**act, nature=Nature.WEAR, department=Department.TECHNICAL)
    ticket.refresh_from_db()
    assert (count(ticket), ticket.nature) == (before + 1, "wear")


def test_may_come_after_the_solution_but_not_after_closing(
    ticket: Ticket, act: dict[str, Any], by_customer: Actor
) -> None:
    """Solving does not stop that promise, so it must still be possible to keep it."""
    resolve_ticket(**act, text="Runs again.")
    record_diagnosis(**act, **FOUND)
    confirm_solved(actor=by_customer, ticket_id=ticket.pk, now=act["now"])
    before = count(ticket)
    with pytest.raises(IllegalStep, match="record_diagnosis"):
        record_diagnosis(**act, nature=Nature.WEAR, department=Department.SERVICE)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.nature, count(ticket)) == (State.CLOSED, "hardware", before)


def test_strangers_the_customer_and_other_branches_may_not(
    ticket: Ticket, customer: Customer, stranger: Customer, other_agent: User, now: datetime
) -> None:
    before = count(ticket)
    actors = [Actor.customer(customer.pk), Actor.customer(stranger.pk), Actor.user(other_agent)]
    for actor in actors:
        with pytest.raises(NotAllowed):
            record_diagnosis(actor=actor, ticket_id=ticket.pk, **FOUND, now=now)
    ticket.refresh_from_db()
    assert (ticket.nature, count(ticket)) == ("", before)
