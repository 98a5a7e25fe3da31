"""An agent registers what a customer says on the phone (A3.1)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Customer, User
from sla.models import Clock
from tickets.models import Ticket


@pytest.fixture
def call() -> dict[str, Any]:
    """The form as an agent fills it in while the customer speaks."""
    return {
        "name": "Old Li",
        "phone": "138 0013 8000",
        "language": "zh-hans",
        "received_at": "2026-11-24T12:20",
        "problem": "Chiller flow switch opens at start.",
        "kind": "repair",
        "impact": "degraded",
    }


def send(desk: Client, call: dict[str, Any], **changes: Any) -> Any:
    opened = desk.get("/desk/new/").context["opened"]
    return desk.post("/desk/new/", {"opened": opened, **call, **changes})


def test_a_call_becomes_a_ticket_like_any_other(desk: Client, call: dict[str, Any], agent: User) -> None:
    answer = send(desk, call)
    ticket = Ticket.objects.get()
    assert answer["Location"] == f"/desk/tickets/{ticket.number}/"
    assert (ticket.channel, ticket.priority, ticket.owner) == ("phone", "important", agent)
    assert ticket.customer.language == "zh-hans"
    assert Clock.objects.filter(ticket=ticket, state="running").count() == 2


def test_promises_count_from_the_start_of_the_call(
    desk: Client, call: dict[str, Any], clock: time_machine.Traveller
) -> None:
    opened = desk.get("/desk/new/").context["opened"]
    clock.shift(timedelta(minutes=12))
    desk.post("/desk/new/", {"opened": opened, **call})
    ticket = Ticket.objects.get()
    assert ticket.registered_at - ticket.received_at == timedelta(minutes=12)


def test_a_call_entered_later_needs_a_reason(
    desk: Client, call: dict[str, Any], clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(hours=3))
    answer = send(desk, call)
    assert answer.status_code == 422
    assert answer.context["form"].errors["reason"]
    assert not Ticket.objects.exists()
    assert send(desk, call, reason="The line was down").status_code == 302


@pytest.mark.parametrize("moment", ["2026-11-25T12:20", "2026-11-22T23:59"])
def test_a_call_ahead_or_before_yesterday_is_refused_at_its_field(
    desk: Client, call: dict[str, Any], moment: str
) -> None:
    answer = send(desk, call, received_at=moment, reason="Found on a note")
    assert answer.status_code == 422
    assert answer.context["form"].errors["received_at"]
    assert not Ticket.objects.exists()


def test_somebody_who_cannot_be_reached_is_refused_and_nothing_typed_is_lost(
    desk: Client, call: dict[str, Any]
) -> None:
    answer = send(desk, call, phone="")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Enter a phone number or an e-mail address." in text
    assert "Chiller flow switch opens at start." in text
    assert not Customer.objects.exists()


def test_a_forged_opening_time_is_worth_nothing(
    desk: Client, call: dict[str, Any], clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(hours=3))
    answer = desk.post("/desk/new/", {**call, "opened": "2026-11-24T04:20:00Z:forged"})
    assert answer.status_code == 422
    assert not Ticket.objects.exists()


def test_a_call_begins_when_the_form_was_opened_to_the_second(
    desk: Client, call: dict[str, Any], clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(seconds=23))
    send(desk, call)
    assert Ticket.objects.get().received_at.second == 23
