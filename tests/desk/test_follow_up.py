"""Calls to customers without e-mail, messages that failed, promises at risk."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from accounts.services.customers import CustomerFacts
from core.actors import Actor
from notifications.kinds import MessageState
from notifications.models import Message
from sla.models import Clock
from sla.services.sweep import sweep
from tests.desk.conftest import codes, state_of
from tickets.models import Ticket
from tickets.services.registration import ServiceRequest, register_ticket


@pytest.fixture
def call_due(request_facts: ServiceRequest, agent: User, now: datetime) -> Message:
    """The news of a customer without e-mail, waiting for the owner's call."""
    caller = CustomerFacts(name="Mr Gao", phone="138 0013 8000")
    ticket = register_ticket(
        actor=Actor.system("portal"), request=replace(request_facts, customer=caller), now=now
    )
    return ticket.messages.calls_due()[0]


@pytest.fixture
def failed(ticket: Ticket) -> Message:
    """A message to the customer that the mail server refused for good."""
    message = ticket.messages.filter(audience="customer")[0]
    Message.objects.filter(pk=message.pk).update(state=MessageState.FAILED, last_error="550")
    message.refresh_from_db()
    return message


def address(message: Message, action: str) -> str:
    return f"/desk/tickets/{message.ticket.number}/messages/{message.pk}/{action}/"


def test_a_call_that_reached_the_customer_delivers_the_news(desk: Client, call_due: Message) -> None:
    before = call_due.ticket.last_number
    assert desk.post(address(call_due, "call"), {"reached": "1"}).status_code == 302
    call_due.refresh_from_db()
    assert call_due.state == MessageState.CALLED
    assert {"contacted", "message_accepted"} <= set(codes(call_due.ticket, before))


def test_a_call_in_vain_is_logged_and_stays_due(desk: Client, call_due: Message) -> None:
    before = call_due.ticket.last_number
    desk.post(address(call_due, "call"), {"reached": "0"})
    call_due.refresh_from_db()
    assert (call_due.state, call_due.attempts) == (MessageState.CALL_DUE, 1)
    assert codes(call_due.ticket, before) == ["contacted"]


def test_a_call_that_was_made_already_is_refused(desk: Client, call_due: Message) -> None:
    desk.post(address(call_due, "call"), {"reached": "1"})
    before = state_of(call_due.ticket)
    answer = desk.post(address(call_due, "call"), {"reached": "1"}, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert b"toast" in answer.content
    assert state_of(call_due.ticket) == before


def test_calls_to_make_stand_among_the_alerts(desk: Client, call_due: Message) -> None:
    text = desk.get("/desk/alerts/").content.decode()
    assert "Calls to make" in text
    assert "138 0013 8000" in text


def test_the_page_shows_what_became_of_each_message(desk: Client, page: str, failed: Message) -> None:
    text = desk.get(page).content.decode()
    assert "could not be sent" in text
    assert "Send again" in text


def test_a_failed_message_is_sent_again(desk: Client, failed: Message) -> None:
    desk.post(address(failed, "retry"))
    failed.refresh_from_db()
    assert failed.state == MessageState.QUEUED


def test_a_message_of_another_ticket_is_not_there(desk: Client, failed: Message, call_due: Message) -> None:
    wrong = f"/desk/tickets/{failed.ticket.number}/messages/{call_due.pk}/call/"
    assert desk.post(wrong, {"reached": "1"}).status_code == 404
    call_due.refresh_from_db()
    assert call_due.state == MessageState.CALL_DUE


def test_a_warning_can_be_acknowledged_once(
    desk: Client, ticket: Ticket, page: str, clock: time_machine.Traveller, now: datetime
) -> None:
    clock.shift(timedelta(minutes=70))
    sweep(now=now + timedelta(minutes=70))
    contact = Clock.objects.get(ticket=ticket, promise__metric="contact")
    url = f"{page}clocks/{contact.pk}/acknowledge/"
    assert url in desk.get(page).content.decode()
    assert desk.post(url).status_code == 302
    contact.refresh_from_db()
    assert contact.acknowledged_at is not None
    assert url not in desk.get(page).content.decode()
