"""A customer scans the label: the form knows the thing, he adds what happened and how to reach him (A3.1)."""

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from accounts.labels import label_token
from accounts.models import Customer, Product, Purchase, User
from tickets.models import LogEntry, Ticket
from tickets.tracking import token_for

ASK = {
    "problem": "It stops with error E4.",
    "kind": "repair",
    "impact": "stopped",
    "name": "Nurse Li",
    "phone": "139 0000 7788",
}


@pytest.fixture
def purchase(agent: User, now: datetime) -> Purchase:
    buyer = Customer.objects.create(
        name="Riverside Clinic", email="it@riverside.example", phone="138 0013 8000", created_at=now
    )
    product = Product.objects.create(code="KX-48", name="KX-48 heat pump")
    return Purchase.objects.create(
        customer=buyer,
        product=product,
        serial="KX48-2211-0937",
        bought_on=date(2025, 3, 1),
        warranty_until=date(2100, 2, 28),
        order_number="A-77",
        place="8 Binhe Road",
    )


def test_the_thing_and_its_warranty_are_filled_in_and_the_buyer_is_not_told(
    client: Client, purchase: Purchase
) -> None:
    answer = client.get(f"/label/{label_token(purchase)}/")
    page = answer.content.decode()
    for shown in ("KX-48 heat pump", "KX48-2211-0937", "2025-03-01", "Until 2100-02-28"):
        assert shown in page
    for private in ("Riverside", "138 0013", "A-77", "Binhe"):
        assert private not in page
    assert answer["Cache-Control"].startswith("max-age=0")
    assert (Ticket.objects.count(), LogEntry.objects.count()) == (0, 0)


def test_what_he_sends_is_linked_and_he_reads_what_he_is_entitled_to(
    client: Client, purchase: Purchase
) -> None:
    answer = client.post("/", {**ASK, "label": label_token(purchase), "product": "KX-48 heat pump"})
    assert answer.status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.purchase, ticket.is_purchase_proven, ticket.entitlement) == (
        purchase,
        True,
        "in_warranty",
    )
    assert (ticket.product, ticket.serial) == ("KX-48 heat pump", "KX48-2211-0937")
    assert ticket.customer.name == "Nurse Li"
    page = client.get(f"/track/{token_for(ticket)}/").content.decode()
    assert "Under warranty on the day you asked" in page
    assert "Riverside" not in page


def test_a_form_with_a_mistake_comes_back_with_the_thing(client: Client, purchase: Purchase) -> None:
    answer = client.post("/", {**ASK, "name": "", "label": label_token(purchase)})
    assert answer.status_code == 422
    assert "KX48-2211-0937" in answer.content.decode()


@pytest.mark.parametrize("how", ["revoked", "forged"])
def test_a_label_that_is_not_valid_says_so_and_lets_him_ask(
    client: Client, purchase: Purchase, how: str
) -> None:
    token = label_token(purchase) if how == "revoked" else "WzEsMV0:forged"
    Purchase.objects.update(label_version=2)
    answer = client.get(f"/label/{token}/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "This label is not valid any more" in page
    assert "KX48" not in page.replace("KX48-2211-0937. “I", "")  # the example below the field
    assert client.post("/", {**ASK, "label": token, "product": "A heater"}).status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.purchase, ticket.product, ticket.is_purchase_proven) == (None, "A heater", False)


@pytest.mark.parametrize("serial", ["KX48-2211-0937", "KX48-0000-0000"])
def test_who_types_a_number_reads_the_same_whether_we_know_it_or_not(
    client: Client, purchase: Purchase, serial: str
) -> None:
    client.post("/", {**ASK, "product": serial})
    ticket = Ticket.objects.get()
    assert (ticket.purchase is not None) == (serial == purchase.serial)
    page = client.get(f"/track/{token_for(ticket)}/").content.decode()
    assert "Warranty or contract: we look it up" in page
    for private in ("Under warranty", "Riverside", "heat pump", "2100"):
        assert private not in page


def test_the_buyers_address_beside_the_number_is_proof_enough(client: Client, purchase: Purchase) -> None:
    facts: dict[str, Any] = {**ASK, "product": "kx48-2211-0937", "email": "IT@riverside.example"}
    client.post("/", facts)
    page = client.get(f"/track/{token_for(Ticket.objects.get())}/").content.decode()
    assert "Under warranty on the day you asked" in page
