"""What the demo organisation sold: products, the purchases behind its requests, one contract."""

from datetime import datetime, timedelta

from accounts.models import Contract, Customer, Product, Purchase, Skill
from servicedesk.demo.people import ZONE
from tickets.choices import Kind
from tickets.models import SkillNeed

# code, name, family
PRODUCTS = (
    ("KX-48", "KX-48 outdoor unit", "Heat pumps"),
    ("BP-7", "Booster pump BP-7", "Pumps"),
    ("CR-20", "Cold room CR-20", "Refrigeration"),
    ("V-16", "VRF V-16", "Heat pumps"),
)
# customer number, name, phone; product, serial, bought and end of warranty in days from now, place
PURCHASES = (
    ("K-1001", "Riverside Clinic", "138 0013 8000", "KX-48", "KX48-2211-0937", -700, 395, "8 Binhe Road"),
    ("K-1001", "Riverside Clinic", "138 0013 8000", "KX-48", "KX48-2211-0938", -700, 395, "8 Binhe Road"),
    ("K-1002", "Hengtai Textile", "139 5551 2040", "BP-7", "BP7-1904-0022", -2400, -1300, "Boiler room"),
    ("K-1003", "Beihai Seafood", "0532 8800 4410", "CR-20", "CR20-2306-0004", -900, -170, "Quay 4"),
    ("K-1004", "Lakeside Hotel", "0571 8800 1200", "V-16", "V16-2008-0450", -2200, -1500, "Third floor"),
)
CONTRACT = ("S-2026-014", "K-1003", 200)  # covers all that this customer bought


def add_what_was_sold(*, now: datetime) -> None:
    """One thing under warranty, one under a contract, two that are chargeable; one needs a skill."""
    SkillNeed.objects.create(skill=Skill.objects.get(), product="Cold room", kind=Kind.REPAIR)
    today = now.date()
    products = {code: Product.objects.create(code=code, name=n, family=f) for code, n, f in PRODUCTS}
    buyers: dict[str, Customer] = {}
    for number, name, phone, code, serial, bought, ends, place in PURCHASES:
        if number not in buyers:
            buyers[number] = Customer.objects.create(
                code=number, name=name, phone=phone, zone=ZONE, created_at=now
            )
        Purchase.objects.create(
            customer=buyers[number],
            product=products[code],
            serial=serial,
            bought_on=today + timedelta(days=bought),
            warranty_until=today + timedelta(days=ends),
            place=place,
        )
    number, whose, days = CONTRACT
    Contract.objects.create(
        number=number,
        customer=buyers[whose],
        from_on=today - timedelta(days=165),
        until_on=today + timedelta(days=days),
    )
