"""The registry as its pages read it: one record, a search, and who changed what."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Contract, Customer, Product, Purchase, RecordChange, RecordKind
from accounts.policies import registry
from accounts.querysets import CustomerQuerySet, ProductQuerySet, PurchaseQuerySet
from core.actors import Actor
from core.errors import NotFound


class NoSuchRecord(NotFound):
    code = "no_such_record"
    message = _("This record does not exist any more. Search for it in the registry.")


MODELS: Mapping[RecordKind, type[Any]] = {
    RecordKind.CUSTOMER: Customer,
    RecordKind.PRODUCT: Product,
    RecordKind.PURCHASE: Purchase,
    RecordKind.CONTRACT: Contract,
}


def get_record(*, actor: Actor, kind: str, record_id: int) -> Any:
    """One customer, product, purchase or contract; raises NotAllowed, NoSuchRecord."""
    registry.require(actor, "view", kind)
    found = _with_what_a_row_shows(kind).filter(pk=record_id).first()
    if found is None:
        raise NoSuchRecord
    return found


def search(*, actor: Actor, kind: str, words: str = "") -> QuerySet[Any]:
    """The records of one kind that `words` name, all of them for ""; raises NotAllowed."""
    registry.require(actor, "view", kind)
    words = words.replace("\0", "").strip()  # the database refuses that character
    rows = _with_what_a_row_shows(kind)
    if words:
        rows = rows.filter(pk__in=ids_matching(kind, words))
    return rows.order_by(*ORDER[RecordKind(kind)])


ORDER = {
    RecordKind.CUSTOMER: ("name", "pk"),
    RecordKind.PRODUCT: ("name", "pk"),
    RecordKind.PURCHASE: ("-pk",),
    RecordKind.CONTRACT: ("-until_on", "-pk"),
}


def _with_what_a_row_shows(kind: str) -> QuerySet[Any]:
    rows: QuerySet[Any] = MODELS[RecordKind(kind)].objects.all()
    if kind == RecordKind.PURCHASE:
        return PurchaseQuerySet(Purchase).for_rows()
    return rows.select_related("customer") if kind == RecordKind.CONTRACT else rows


def ids_matching(kind: str, words: str) -> QuerySet[Any]:
    """The ids, each table by its own index: one condition over several tables would read all of them."""
    customers = CustomerQuerySet(Customer).matching(words).values("pk")
    products = ProductQuerySet(Product).matching(words).values("pk")
    if kind == RecordKind.CUSTOMER:
        return customers
    if kind == RecordKind.PRODUCT:
        return products
    if kind == RecordKind.CONTRACT:
        numbers = Contract.objects.filter(number__icontains=words).values("pk")
        return numbers.union(Contract.objects.filter(customer__in=customers).values("pk"))
    serials = Purchase.objects.filter(serial__icontains=words).values("pk")
    bought = Purchase.objects.filter(customer__in=customers).values("pk")
    return serials.union(bought, Purchase.objects.filter(product__in=products).values("pk"))


def changes_of(kind: str, record_id: int, most: int = 20) -> list[RecordChange]:
    """Who changed what of a record, newest first."""
    return list(RecordChange.objects.filter(kind=kind, record_id=record_id).order_by("-pk")[:most])
