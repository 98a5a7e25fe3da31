"""The daily update may leave by itself when the owner or a lead says so (D2.3a)."""

from datetime import datetime
from typing import Any

import pytest

from accounts.models import Customer, User
from core.actors import Actor
from core.errors import NotAllowed
from tests.endings import resolve_ticket
from tests.tickets.conftest import codes, count, last
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services.closing import confirm_solved
from tickets.services.updates import allow_updates
from tickets.states import IllegalStep


def test_the_owner_switches_it_on_and_off_and_each_is_one_entry(ticket: Ticket, act: dict[str, Any]) -> None:
    before = ticket.last_number
    for by_itself in (True, True, False):
        allow_updates(**act, by_itself=by_itself)
        ticket.refresh_from_db()
        assert ticket.sends_updates is by_itself
    assert codes(ticket, before) == [Entry.UPDATES_SET, Entry.UPDATES_SET]
    assert last(ticket).payload == {"by_itself": False}


def test_a_lead_and_another_system_may(
    ticket: Ticket, lead: User, integration: tuple[Actor, str], now: datetime
) -> None:
    for actor, by_itself in ((Actor.user(lead), True), (integration[0], False)):
        allow_updates(actor=actor, ticket_id=ticket.pk, by_itself=by_itself, now=now)
        ticket.refresh_from_db()
        assert ticket.sends_updates is by_itself


def test_others_may_not_and_nothing_changes(
    ticket: Ticket, colleague: User, other_agent: User, customer: Customer, now: datetime
) -> None:
    before = count(ticket)
    for actor in (Actor.user(colleague), Actor.user(other_agent), Actor.customer(customer.pk)):
        with pytest.raises(NotAllowed):
            allow_updates(actor=actor, ticket_id=ticket.pk, by_itself=True, now=now)
    ticket.refresh_from_db()
    assert (ticket.sends_updates, count(ticket)) == (False, before)


def test_what_is_closed_sends_nothing(ticket: Ticket, act: dict[str, Any], by_customer: Actor) -> None:
    resolve_ticket(**act, text="Done.")
    confirm_solved(actor=by_customer, ticket_id=ticket.pk, now=act["now"])
    with pytest.raises(IllegalStep, match="allow_updates"):
        allow_updates(**act, by_itself=True)
