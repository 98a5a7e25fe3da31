"""The registry as its pages read it: one record, a search, and who changed what."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import (
    Branch,
    Company,
    Contract,
    Customer,
    HouseKind,
    Product,
    Purchase,
    RecordChange,
    RecordKind,
    Skill,
    Team,
    User,
)
from accounts.policies import registry
from accounts.querysets import CustomerQuerySet, ProductQuerySet, PurchaseQuerySet
from accounts.selectors.company import stored_company
from core.actors import Actor
from core.errors import NotFound


class NoSuchRecord(NotFound):
    code = "no_such_record"
    message = _("This record does not exist any more. Search for it in the registry.")


MODELS: Mapping[str, type[Any]] = {
    RecordKind.CUSTOMER: Customer,
    RecordKind.PRODUCT: Product,
    RecordKind.PURCHASE: Purchase,
    RecordKind.CONTRACT: Contract,
    HouseKind.COMPANY: Company,
    HouseKind.BRANCH: Branch,
    HouseKind.TEAM: Team,
    HouseKind.PERSON: User,
    HouseKind.SKILL: Skill,
}


def get_record(*, actor: Actor, kind: str, record_id: int) -> Any:
    """One record of the registry or of the house; raises NotAllowed, NoSuchRecord."""
    registry.require(actor, "view", kind)
    if kind == HouseKind.COMPANY:
        return stored_company()
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
    return rows.order_by(*ORDER[kind])


ORDER: Mapping[str, Sequence[str]] = {
    RecordKind.CUSTOMER: ("name", "pk"),
    RecordKind.PRODUCT: ("name", "pk"),
    RecordKind.PURCHASE: ("-pk",),
    RecordKind.CONTRACT: ("-until_on", "-pk"),
    HouseKind.COMPANY: ("pk",),
    HouseKind.BRANCH: ("name", "pk"),
    HouseKind.TEAM: ("branch__name", "name"),
    HouseKind.PERSON: ("-is_active", "name", "pk"),
    HouseKind.SKILL: ("name",),
}
RELATED: Mapping[str, Sequence[str]] = {
    RecordKind.CONTRACT: ("customer",),
    HouseKind.BRANCH: ("lead",),
    HouseKind.TEAM: ("branch", "lead"),
    HouseKind.PERSON: ("branch", "team"),
}
COUNTED: Mapping[str, str] = {
    HouseKind.BRANCH: "staff",
    HouseKind.TEAM: "members",
    HouseKind.SKILL: "holders",
}


def _with_what_a_row_shows(kind: str) -> QuerySet[Any]:
    if kind == RecordKind.PURCHASE:
        return PurchaseQuerySet(Purchase).for_rows()
    rows: QuerySet[Any] = MODELS[kind].objects.all()
    if kind in COUNTED:
        rows = rows.annotate(people=Count(COUNTED[kind]))
    return rows.select_related(*RELATED[kind]) if kind in RELATED else rows


def ids_matching(kind: str, words: str) -> QuerySet[Any]:
    """The ids, each table by its own index: one condition over several tables would read all of them."""
    if kind in HouseKind:
        named = Q(name__icontains=words)
        named |= Q(email__icontains=words) if kind == HouseKind.PERSON else Q()
        found: QuerySet[Any] = MODELS[kind].objects.filter(named).values("pk")
        return found
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


def version_of(kind: str, record_id: int | None) -> int:
    """The number of a record's last change, for a writer to say what he had before him; 0 without any."""
    newest = _newest_change(kind, record_id).first() if record_id else None
    return int(newest["pk"]) if newest else 0


def with_versions(kind: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """The same rows, each with `version`."""
    newest = Subquery(_newest_change(kind, OuterRef("pk")))
    annotated: QuerySet[Any] = rows.annotate(version=Coalesce(newest, 0))
    return annotated


def _newest_change(kind: str, record_id: Any) -> QuerySet[RecordChange, Any]:
    return RecordChange.objects.filter(kind=kind, record_id=record_id).order_by("-pk").values("pk")[:1]
