"""What a purchase entitles to on a day (B2.2): a pure rule, and the contracts that are asked for it."""

from datetime import date, datetime

import pytest

from accounts.entitlement import Cover, Entitlement, judge
from accounts.models import Contract, Customer, Product, Purchase
from accounts.selectors.registry import entitlement_of

DAY = date(2026, 11, 24)
YEAR = Cover(7, date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("warranty_until", "covers", "expected"),
    [
        (date(2026, 11, 24), [], (Entitlement.IN_WARRANTY, None)),
        (date(2026, 11, 23), [], (Entitlement.CHARGEABLE, None)),
        (date(2026, 11, 23), [YEAR], (Entitlement.CONTRACT, 7)),
        (date(2026, 11, 25), [YEAR], (Entitlement.IN_WARRANTY, None)),
        (None, [], (Entitlement.UNKNOWN, None)),
        (None, [YEAR], (Entitlement.CONTRACT, 7)),
        (date(2020, 1, 1), [Cover(8, date(2026, 11, 25), date(2027, 1, 1))], (Entitlement.CHARGEABLE, None)),
        (date(2020, 1, 1), [Cover(8, date(2026, 1, 1), date(2026, 11, 24))], (Entitlement.CONTRACT, 8)),
    ],
)
def test_the_last_days_count(
    warranty_until: date | None, covers: list[Cover], expected: tuple[Entitlement, int | None]
) -> None:
    judgement = judge(day=DAY, warranty_until=warranty_until, covers=covers)
    assert (judgement.entitlement, judgement.contract_id) == expected


@pytest.fixture
def purchase(db: None, now: datetime) -> Purchase:
    buyer = Customer.objects.create(name="Riverside Clinic", email="it@riverside.example", created_at=now)
    product = Product.objects.create(code="KX-48", name="KX-48 outdoor unit")
    return Purchase.objects.create(
        customer=buyer, product=product, serial="S-1", warranty_until=date(2020, 1, 1)
    )


@pytest.mark.parametrize(
    ("names", "whose", "expected"),
    [
        ("nothing", "his", Entitlement.CONTRACT),
        ("the purchase", "his", Entitlement.CONTRACT),
        ("the product", "his", Entitlement.CONTRACT),
        ("another product", "his", Entitlement.CHARGEABLE),
        ("nothing", "another's", Entitlement.CHARGEABLE),
        ("the product", "another's", Entitlement.CHARGEABLE),
    ],
)
def test_a_contract_covers_what_it_names_of_its_own_customer(
    purchase: Purchase, now: datetime, names: str, whose: str, expected: Entitlement
) -> None:
    other = Customer.objects.create(name="Somebody else", phone="1", created_at=now)
    contract = Contract.objects.create(
        number="C-1",
        customer=purchase.customer if whose == "his" else other,
        from_on=date(2026, 1, 1),
        until_on=date(2026, 12, 31),
    )
    if names == "the purchase":
        contract.purchases.add(purchase)
    if names == "the product":
        contract.products.add(purchase.product)
    if names == "another product":
        contract.products.add(Product.objects.create(code="BP-7", name="Booster pump"))
    assert entitlement_of(purchase, day=DAY).entitlement == expected
