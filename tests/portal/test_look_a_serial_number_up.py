"""A serial number is recognised while it is typed: the product's name, and nothing about the owner (B2.2)."""

from datetime import date, datetime

import pytest
from django.test import Client

from accounts.models import Customer, Product, Purchase

SERIAL = "KX48-2211-0937"


@pytest.fixture
def purchase(db: None, now: datetime) -> Purchase:
    buyer = Customer.objects.create(name="Riverside Clinic", email="it@riverside.example", created_at=now)
    product = Product.objects.create(code="KX-48", name="KX-48 heat pump")
    return Purchase.objects.create(
        customer=buyer, product=product, serial=SERIAL, warranty_until=date(2026, 11, 24)
    )


def told(client: Client, typed: str) -> str:
    response = client.get("/serial/", {"product": typed})
    assert response.status_code == 200
    return str(response.content.decode()).strip()


@pytest.mark.parametrize("typed", [SERIAL, f" {SERIAL.lower()} "])
def test_the_whole_number_is_answered_with_the_name_of_the_product(
    client: Client, purchase: Purchase, typed: str
) -> None:
    assert "KX-48 heat pump" in told(client, typed)


def test_the_answer_says_nothing_about_owner_warranty_or_number(client: Client, purchase: Purchase) -> None:
    answer = told(client, SERIAL)
    for secret in ("Riverside", "it@", "2026", SERIAL, "KX-48</", str(purchase.pk) + "/"):
        assert secret not in answer


@pytest.mark.parametrize(
    "typed", ["", SERIAL[:-1], f"{SERIAL}1", "KX48", "KX-48 heat pump", "%", "KX48-2211-____", "x\0" * 30]
)
def test_anything_else_is_answered_with_nothing(client: Client, purchase: Purchase, typed: str) -> None:
    assert told(client, typed) == ""


def test_a_number_that_two_products_have_is_answered_with_nothing(client: Client, purchase: Purchase) -> None:
    other = Product.objects.create(code="P1", name="Pump")
    Purchase.objects.create(customer=purchase.customer, product=other, serial=SERIAL)
    assert told(client, SERIAL) == ""


def test_numbers_cannot_be_tried_out_by_the_hundred(client: Client, purchase: Purchase) -> None:
    for number in range(60):
        assert told(client, f"KX48-2211-{number:04}") == ""
    assert told(client, SERIAL) == ""
    other = client.get("/serial/", {"product": SERIAL}, REMOTE_ADDR="10.9.8.7")
    assert "KX-48 heat pump" in other.content.decode()


def test_words_that_are_no_number_do_not_count(client: Client, purchase: Purchase) -> None:
    for _typed in range(70):
        told(client, "the pump in the cellar")
    assert told(client, SERIAL)
