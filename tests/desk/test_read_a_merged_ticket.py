"""A ticket that was merged is a record: it says where the matter is followed and offers no step on it."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.actors import Actor
from tickets.models import LogEntry, Ticket
from tickets.services.merging import merge_tickets
from tickets.services.registration import ServiceRequest, register_ticket


@pytest.fixture
def survivor(ticket: Ticket, request_facts: ServiceRequest, agent: User, now: datetime) -> Ticket:
    """Has taken `ticket` in."""
    found = register_ticket(actor=Actor.system("portal"), request=request_facts, now=now)
    merge_tickets(actor=Actor.user(agent), ticket_id=ticket.pk, into_id=found.pk, now=now)
    return found


def test_it_leads_to_the_survivor_and_takes_notes(desk: Client, ticket: Ticket, survivor: Ticket) -> None:
    page = desk.get(reverse("desk:ticket", args=[ticket.number])).content.decode()
    assert f"it is followed under {survivor.number}." in page
    assert f'href="{reverse("desk:ticket", args=[survivor.number])}"' in page
    assert "?tab=reopen" not in page
    assert "?tab=note" in page


def test_the_survivor_says_nothing_of_the_kind(desk: Client, survivor: Ticket) -> None:
    page = desk.get(reverse("desk:ticket", args=[survivor.number])).content.decode()
    assert "it is followed under" not in page


def test_a_step_from_an_old_page_is_refused(desk: Client, ticket: Ticket, survivor: Ticket) -> None:
    before = LogEntry.objects.filter(ticket=ticket).count()
    answer = desk.post(reverse("desk:step", args=[ticket.number, "reopen"]), {"text": "It is back."})
    assert answer.status_code == 409
    assert survivor.number in answer.content.decode()
    assert LogEntry.objects.filter(ticket=ticket).count() == before
