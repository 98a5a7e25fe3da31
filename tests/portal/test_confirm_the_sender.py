"""A request without a proof of work is held for confirmation, by a mailed link or by an agent (A3.1)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.actors import Actor
from core.errors import NotAllowed
from notifications.services.delivery import deliver_due
from sla.models import Clock
from sla.services.verification import verify_tickets
from tests.conftest import PASSWORD
from tests.portal.conftest import entries
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services.sender import confirm_sender
from tickets.tracking import sender_token_for, token_for

pytestmark = pytest.mark.usefixtures("agent", "letter")


@pytest.fixture
def held(client: Client, filled_in: dict[str, Any]) -> Ticket:
    """Sent by a browser without script."""
    client.post("/", filled_in)
    return Ticket.objects.get()


def confirm_address(ticket: Ticket) -> str:
    return reverse("portal:confirm", args=[sender_token_for(ticket)])


def is_held(ticket: Ticket) -> bool:
    ticket.refresh_from_db()
    return not ticket.is_verified


def test_its_clocks_run_from_sending_and_confirming_moves_none(
    client: Client, held: Ticket, later: Callable[..., datetime]
) -> None:
    before = list(Clock.objects.filter(ticket=held).order_by("pk").values())
    assert all(clock["started_at"] == held.received_at for clock in before)
    confirm_sender(actor=Actor.customer(held.customer_id), ticket_id=held.pk, now=later(minutes=50))
    assert list(Clock.objects.filter(ticket=held).order_by("pk").values()) == before
    assert verify_tickets([Ticket.objects.get()], swept_at=None) == []


def test_the_mail_holds_a_link_that_no_page_shows(client: Client, held: Ticket, now: datetime) -> None:
    token = sender_token_for(held)
    for page in ("received", "track"):
        assert token not in client.get(reverse(f"portal:{page}", args=[token_for(held)])).content.decode()
    deliver_due(clock=lambda: now)
    (sent,) = (one for one in mail.outbox if held.customer.email in one.to[0])
    assert confirm_address(held) in str(sent.body)
    assert confirm_address(held) in str(sent.message())


def test_a_request_with_a_proof_is_asked_nothing(bound: Ticket, now: datetime) -> None:
    deliver_due(clock=lambda: now)
    assert "/confirm/" not in str(mail.outbox[0].body)


def test_looking_at_it_changes_nothing_and_the_button_confirms_once(client: Client, held: Ticket) -> None:
    client.get(confirm_address(held))
    assert is_held(held)
    for _click in range(2):
        answer = client.post(confirm_address(held))
        assert answer.headers["Location"] == reverse("portal:track", args=[token_for(held)])
    assert not is_held(held)
    assert entries(held).count(Entry.SENDER_CONFIRMED) == 1
    page = client.get(reverse("portal:track", args=[token_for(held)])).content.decode()
    assert "It is confirmed that this request is yours" in page
    assert 'id="held"' not in page


def test_the_private_link_is_no_proof_of_the_address(client: Client, held: Ticket) -> None:
    assert client.post(reverse("portal:confirm", args=[token_for(held)])).status_code == 404
    assert is_held(held)


def test_an_agent_who_spoke_with_the_sender_confirms(client: Client, held: Ticket, agent: User) -> None:
    client.login(email=agent.email, password=PASSWORD)
    page = reverse("desk:ticket", args=[held.number])
    assert "Confirm the sender" in client.get(page).content.decode()
    assert "sender unknown" in client.get(reverse("desk:queue")).content.decode()
    client.post(reverse("desk:sender", args=[held.number]))
    assert not is_held(held)
    shown = client.get(page).content.decode()
    assert f"<b>{agent.name}</b> confirmed that a person sent this request" in shown
    assert "Confirm the sender" not in shown


def test_a_stranger_may_not_and_nothing_changes(
    held: Ticket, other_agent: User, stranger: Any, now: datetime
) -> None:
    for actor in (Actor.user(other_agent), Actor.customer(stranger.pk)):
        with pytest.raises(NotAllowed):
            confirm_sender(actor=actor, ticket_id=held.pk, now=now)
    assert is_held(held)
    assert Entry.SENDER_CONFIRMED not in entries(held)
