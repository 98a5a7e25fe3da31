"""An agent on the phone finds the customer and what he bought while typing (A3.1)."""

from typing import Any

from django.test import Client

from accounts.models import Customer, Purchase
from tickets.models import Ticket

CALL: dict[str, Any] = {
    "name": "",
    "language": "en",
    "received_at": "2026-11-24T12:20",
    "problem": "No heating since this morning.",
    "kind": "repair",
    "impact": "stopped",
}


def test_what_is_typed_finds_purchases_and_customers(desk: Client, purchase: Purchase) -> None:
    answer = desk.get("/desk/new/find/", {"find": "13800138"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert f"purchase:{purchase.pk}" in page
    assert f"customer:{purchase.customer_id}" in page
    assert "choose" not in desk.get("/desk/new/find/", {"find": "1"}).content.decode()


def test_choosing_fills_the_form_in_and_loses_nothing_typed(desk: Client, purchase: Purchase) -> None:
    answer = desk.post("/desk/new/", {**CALL, "choose": f"purchase:{purchase.pk}"})
    page = answer.content.decode()
    assert answer.status_code == 200
    for words in ("No heating since", 'value="Riverside Clinic"', 'value="KX48-2211-0937"', "Under warranty"):
        assert words in page
    assert not Ticket.objects.exists()
    without_script = desk.post("/desk/new/", {**CALL, "find": "riverside", "choose": "find"})
    assert f"customer:{purchase.customer_id}" in without_script.content.decode()


def test_the_ticket_belongs_to_the_customer_and_the_purchase_chosen(desk: Client, purchase: Purchase) -> None:
    buyer = purchase.customer
    facts = {
        **CALL,
        "name": buyer.name,
        "phone": buyer.phone,
        "email": buyer.email,
        "customer_id": buyer.pk,
        "purchase_id": purchase.pk,
    }
    assert desk.post("/desk/new/", facts).status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.customer, ticket.purchase, ticket.is_purchase_proven) == (buyer, purchase, True)
    assert (ticket.entitlement, ticket.serial, Customer.objects.count()) == (
        "in_warranty",
        "KX48-2211-0937",
        1,
    )


def test_somebody_else_who_calls_about_it_stays_somebody_else(desk: Client, purchase: Purchase) -> None:
    facts = {**CALL, "name": "The caretaker", "phone": "137", "purchase_id": purchase.pk}
    assert desk.post("/desk/new/", {**facts, "customer_id": purchase.customer_id}).status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.customer.name, ticket.purchase) == ("The caretaker", purchase)
    purchase.customer.refresh_from_db()
    assert purchase.customer.phone == "138 0013 8000"


def test_a_life_file_opens_the_form_filled_in(desk: Client, purchase: Purchase) -> None:
    page = desk.get("/desk/new/", {"purchase": purchase.pk}).content.decode()
    assert 'value="Riverside Clinic"' in page
    gone = desk.get("/desk/new/", {"purchase": "999999", "customer": "x"})
    assert gone.status_code == 200


def test_the_ticket_shows_purchase_warranty_and_buyer(desk: Client, purchase: Purchase) -> None:
    desk.post("/desk/new/", {**CALL, "name": "The caretaker", "phone": "137", "serial": "kx48-2211-0937"})
    page = desk.get(f"/desk/tickets/{Ticket.objects.get().number}/").content.decode()
    for words in ("Sold to", "Riverside Clinic", "2027-02-28", "Under warranty"):
        assert words in page
