"""A merged request stays readable, and what the customer writes there arrives where it is followed."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.actors import Actor
from tests.portal.conftest import Address, entries, text_of
from tickets.models import Ticket
from tickets.services.merging import merge_tickets
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.tracking import token_for


@pytest.fixture
def survivor(bound: Ticket, request_facts: ServiceRequest, agent: User, now: datetime) -> Ticket:
    """Has taken `bound` in."""
    found = register_ticket(actor=Actor.system("portal"), request=request_facts, now=now)
    merge_tickets(actor=Actor.user(agent), ticket_id=bound.pk, into_id=found.pk, now=now)
    return found


def test_the_page_says_where_the_matter_is_followed_and_leads_there(
    client: Client, survivor: Ticket, address: Address
) -> None:
    page = text_of(client, address("track"))
    assert f"This request is followed under number {survivor.number}" in page
    assert reverse("portal:track", args=[token_for(survivor)]) in page
    assert "Heating stops with error E4" in page
    assert "Open the request again" not in page
    assert "Tell us how it went" not in page


def test_an_open_page_learns_of_it_by_itself(client: Client, survivor: Ticket, address: Address) -> None:
    news = text_of(client, f"{address('live')}?version=1.0&state=registered")
    assert f"followed under number {survivor.number}" in news
    assert reverse("portal:track", args=[token_for(survivor)]) in news


def test_what_is_written_there_arrives_at_the_survivor(
    client: Client, bound: Ticket, survivor: Ticket, address: Address
) -> None:
    before = entries(bound)
    response = client.post(address("write"), {"text": "Come any time."})
    assert response["Location"] == reverse("portal:track", args=[token_for(survivor)]) + "#story"
    assert entries(survivor)[-1] == "customer_wrote"
    assert entries(bound) == before


@pytest.mark.parametrize(
    ("route", "answer"), [("solved", {"solved": "no", "wrong": "Cold"}), ("rate", {"score": "4"})]
)
def test_an_old_page_cannot_open_or_rate_it(
    client: Client, bound: Ticket, survivor: Ticket, address: Address, route: str, answer: dict[str, str]
) -> None:
    before = entries(bound), entries(survivor)
    assert client.post(address(route), answer).status_code == 409
    assert (entries(bound), entries(survivor)) == before
