"""What we sold to whom, and what that entitles to (B2.2)."""

from datetime import date

from django.db.models import Q, QuerySet

from accounts.entitlement import NOT_KNOWN, Cover, Judgement, in_warranty, judge
from accounts.models import Contract, Purchase
from accounts.querysets import PurchaseQuerySet


def find_purchase(*, serial: str, product: str = "") -> Purchase | None:
    """The one purchase with this serial number, however it is typed; `product` (name or code) may decide.

    None when there is none, or when several products have the number and nothing tells which is meant.
    """
    serial = serial.replace("\0", "").strip()
    if not serial:
        return None
    found = list(PurchaseQuerySet(Purchase).for_rows().with_serial(serial)[:20])
    if len(found) > 1:
        wanted = product.strip().casefold()
        found = [p for p in found if wanted in (p.product.name.casefold(), p.product.code.casefold())]
    return found[0] if len(found) == 1 else None


def contracts_for(purchase: Purchase) -> QuerySet[Contract]:
    """The contracts of its customer that cover it, the one that lasts longest first."""
    names_nothing = Q(products=None) & Q(purchases=None)
    covers = names_nothing | Q(products=purchase.product_id) | Q(purchases=purchase.pk)
    rows = Contract.objects.filter(covers, customer=purchase.customer_id)
    return rows.order_by("-until_on", "pk").distinct()


def entitlement_of(purchase: Purchase | None, *, day: date) -> Judgement:
    """What `purchase` entitles to on `day`; contracts are only looked up when the warranty does not do."""
    if purchase is None:
        return NOT_KNOWN
    if in_warranty(day=day, warranty_until=purchase.warranty_until):
        return judge(day=day, warranty_until=purchase.warranty_until, covers=())
    holding = contracts_for(purchase).filter(from_on__lte=day, until_on__gte=day)
    covers = [Cover(c.pk, c.from_on, c.until_on) for c in holding[:1]]
    return judge(day=day, warranty_until=purchase.warranty_until, covers=covers)
