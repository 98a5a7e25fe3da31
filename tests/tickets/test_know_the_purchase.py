"""A serial number typed at registration leads to the purchase and to what it entitles to (A3.1, B2.2)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from accounts.models import Contract, Customer, Product, Purchase, User
from core.actors import Actor
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.services.entitling import Proof
from tickets.services.registration import ServiceRequest, register_ticket

BUYER = "it@riverside.example"


@pytest.fixture
def purchase(db: None, now: datetime) -> Purchase:
    buyer = Customer.objects.create(name="Riverside Clinic", email=BUYER, created_at=now)
    product = Product.objects.create(code="KX-48", name="KX-48 heat pump")
    return Purchase.objects.create(
        customer=buyer, product=product, serial="KX48-2211-0937", warranty_until=date(2026, 11, 24)
    )


def register(request: ServiceRequest, at: datetime, **facts: Any) -> Ticket:
    return register_ticket(actor=Actor.system("portal"), request=replace(request, **facts), now=at)


def received(ticket: Ticket) -> dict[str, Any]:
    payload: dict[str, Any] = LogEntry.objects.get(ticket=ticket, entry=Entry.RECEIVED).payload
    return payload


def test_a_serial_number_is_found_however_it_is_typed(
    purchase: Purchase, request_facts: ServiceRequest, agent: User, now: datetime
) -> None:
    ticket = register(request_facts, now, serial=" kx48-2211-0937 ", product="")
    assert (ticket.purchase, ticket.entitlement) == (purchase, "in_warranty")
    payload = received(ticket)
    assert (payload["purchase"], payload["proof"]) == (purchase.pk, "")
    assert payload["entitlement"] == "in_warranty"


def test_a_number_in_the_field_for_the_product_is_found_too(
    purchase: Purchase, request_facts: ServiceRequest, agent: User, now: datetime
) -> None:
    assert register(request_facts, now, serial="", product="KX48-2211-0937").purchase == purchase


def test_who_only_types_it_is_told_nothing_about_it(
    purchase: Purchase, request_facts: ServiceRequest, agent: User, now: datetime
) -> None:
    ticket = register(request_facts, now, product="My heater")
    assert not ticket.is_purchase_proven
    assert (ticket.product, ticket.serial) == ("My heater", "KX48-2211-0937")
    assert ticket.customer.name == "Wang Min"


def test_the_buyers_own_address_proves_it(
    purchase: Purchase, request_facts: ServiceRequest, agent: User, now: datetime
) -> None:
    facts = replace(request_facts.customer, email=BUYER.upper())
    ticket = register(request_facts, now, customer=facts, product="")
    assert ticket.is_purchase_proven
    assert ticket.product == "KX-48 heat pump"
    assert received(ticket)["proof"] == "email"


def test_the_label_proves_it_whatever_was_typed(
    purchase: Purchase, request_facts: ServiceRequest, agent: User, now: datetime
) -> None:
    ticket = register(request_facts, now, purchase_id=purchase.pk, proof=Proof.LABEL, serial="other")
    assert (ticket.purchase, ticket.serial, ticket.is_purchase_proven) == (purchase, "KX48-2211-0937", True)


def test_an_unknown_number_and_a_purchase_that_is_gone_hold_nothing_up(
    request_facts: ServiceRequest, agent: User, now: datetime
) -> None:
    for facts in ({"serial": "no-such-number"}, {"purchase_id": 999_999, "proof": Proof.LABEL}):
        ticket = register(request_facts, now, **facts)
        assert (ticket.purchase, ticket.entitlement, ticket.is_purchase_proven) == (None, "unknown", False)
        assert ticket.owner == agent


def test_of_two_products_with_one_number_the_product_named_decides(
    purchase: Purchase, request_facts: ServiceRequest, agent: User, now: datetime
) -> None:
    other = Product.objects.create(code="BP-7", name="Booster pump")
    pump = Purchase.objects.create(customer=purchase.customer, product=other, serial="kx48-2211-0937")
    assert register(request_facts, now, product="bp-7").purchase == pump
    assert register(request_facts, now, product="Something").purchase is None


def test_the_day_is_that_of_the_branch_and_never_changes_afterwards(
    purchase: Purchase, request_facts: ServiceRequest, agent: User, now: datetime
) -> None:
    """16:00 in UTC is the next day in Shanghai."""
    in_time = register(request_facts, datetime(2026, 11, 24, 15, 59, tzinfo=UTC))
    too_late = register(request_facts, datetime(2026, 11, 24, 16, 0, tzinfo=UTC))
    assert (in_time.entitlement, too_late.entitlement) == ("in_warranty", "chargeable")
    Purchase.objects.update(warranty_until=date(2027, 1, 1))
    too_late.refresh_from_db()
    assert too_late.entitlement == "chargeable"


def test_a_contract_is_named_in_the_log(
    purchase: Purchase, request_facts: ServiceRequest, agent: User, now: datetime
) -> None:
    Purchase.objects.update(warranty_until=date(2020, 1, 1))
    contract = Contract.objects.create(
        number="C-1", customer=purchase.customer, from_on=date(2026, 1, 1), until_on=date(2026, 12, 31)
    )
    ticket = register(request_facts, now)
    assert (ticket.entitlement, received(ticket)["contract"]) == ("contract", contract.pk)
