from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from accounts.models import Contract, Customer, Product, Purchase


@pytest.fixture
def purchase(db: None, now: datetime) -> Purchase:
    """A heat pump in its warranty, sold to a clinic."""
    buyer = Customer.objects.create(
        name="Riverside Clinic",
        code="K-1",
        email="it@riverside.example",
        phone="138 0013 8000",
        created_at=now - timedelta(days=400),
    )
    product = Product.objects.create(code="KX-48", name="KX-48 heat pump", family="Heat pumps")
    return Purchase.objects.create(
        customer=buyer,
        product=product,
        serial="KX48-2211-0937",
        bought_on=date(2025, 3, 1),
        warranty_until=date(2027, 2, 28),
        order_number="A-77",
        place="8 Binhe Road, building 2",
    )


@pytest.fixture
def contract(purchase: Purchase) -> Contract:
    return Contract.objects.create(
        number="C-2026-7",
        customer=purchase.customer,
        from_on=date(2026, 1, 1),
        until_on=date(2026, 12, 31),
    )


@pytest.fixture
def many(purchase: Purchase, now: datetime) -> Callable[[int], None]:
    """`many(500)`: so many more customers, each with a purchase."""

    def make(number: int) -> None:
        customers = Customer.objects.bulk_create(
            [
                Customer(name=f"Customer {n}", code=f"M-{n}", phone=f"139 {n:08}", created_at=now)
                for n in range(number)
            ]
        )
        Purchase.objects.bulk_create(
            [
                Purchase(customer=customer, product=purchase.product, serial=f"M{n:06}")
                for n, customer in enumerate(customers)
            ]
        )

    return make
