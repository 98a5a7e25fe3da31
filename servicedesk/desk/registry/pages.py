"""What the pages of the registry show, each in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from accounts.labels import label_token
from accounts.models import Contract, Customer, Product, Purchase, RecordChange, RecordKind
from accounts.policies import registry
from accounts.selectors.records import changes_of, search
from accounts.selectors.registry import contracts_for, entitlement_of
from core.actors import Actor
from servicedesk.desk.registry.places import PLACE_OF, Page, page_of
from sla.selectors.promises import PromiseView, promises_of
from tickets.models import Ticket
from tickets.selectors.matters import matters_of

SHORT = 10  # rows of a list that has a page of its own


@dataclass(frozen=True, slots=True)
class Matter:
    """A ticket with what became of its promises."""

    ticket: Ticket
    promises: Sequence[PromiseView]


@dataclass(frozen=True, slots=True)
class FieldChange:
    label: str
    was: str
    now_is: str


@dataclass(frozen=True, slots=True)
class Change:
    """Who changed a record, and the fields; none when it was new."""

    row: RecordChange
    fields: list[FieldChange]


def life_file(actor: Actor, purchase: Purchase, query: QueryDict, *, now: datetime) -> dict[str, Any]:
    """Everything about one thing we sold: facts, entitlement today, matters, history (B2.2)."""
    return {
        "purchase": purchase,
        "judgement": entitlement_of(purchase, day=timezone.localdate(now)),
        "contracts": list(contracts_for(purchase)[:SHORT]),
        "label": label_token(purchase),
        "may_revoke": registry.allows(actor, "revoke_label", RecordKind.PURCHASE),
        **_common(actor, RecordKind.PURCHASE, purchase, query, now),
    }


def customer_page(actor: Actor, customer: Customer, query: QueryDict, *, now: datetime) -> dict[str, Any]:
    bought = search(actor=actor, kind=RecordKind.PURCHASE).filter(customer=customer)
    contracts = search(actor=actor, kind=RecordKind.CONTRACT).filter(customer=customer)
    return {
        "customer": customer,
        "purchases": page_of(bought, QueryDict(), size=SHORT),
        "contracts": list(contracts[:SHORT]),
        "may_agree": registry.allows(actor, "edit", RecordKind.CONTRACT),
        **_common(actor, RecordKind.CUSTOMER, customer, query, now),
    }


def product_page(actor: Actor, product: Product, query: QueryDict, *, now: datetime) -> dict[str, Any]:
    sold = search(actor=actor, kind=RecordKind.PURCHASE).filter(product=product)
    return {
        "product": product,
        "purchases": page_of(sold, QueryDict(), size=SHORT),
        **_common(actor, RecordKind.PRODUCT, product, query, now),
    }


def contract_page(actor: Actor, contract: Contract, *, now: datetime) -> dict[str, Any]:
    return {
        "contract": contract,
        "is_in_force": contract.from_on <= timezone.localdate(now) <= contract.until_on,
        "products": list(contract.products.order_by("name")[:SHORT]),
        "purchases": page_of(
            search(actor=actor, kind=RecordKind.PURCHASE).filter(contracts=contract), QueryDict(), size=SHORT
        ),
        **_history(actor, RecordKind.CONTRACT, contract),
    }


def _common(
    actor: Actor, kind: RecordKind, thing: Purchase | Customer | Product, query: QueryDict, now: datetime
) -> dict[str, Any]:
    page = page_of(matters_of(actor, thing), query)
    promises = promises_of(page.rows, now=now)
    matters = [Matter(ticket, promises.get(ticket.pk, [])) for ticket in page.rows]
    return {"page": Page(matters, page.number, page.has_more), **_history(actor, kind, thing)}


def _history(actor: Actor, kind: RecordKind, record: Any) -> dict[str, Any]:
    return {
        "place": PLACE_OF[kind],
        "record": record,
        "may_edit": registry.allows(actor, "edit", kind),
        "changes": history_of(kind, record),
    }


def history_of(kind: str, record: Any) -> list[Change]:
    """Who changed what of `record`, newest first."""
    return [_change(row, record) for row in changes_of(kind, record.pk)]


def _change(row: RecordChange, record: Any) -> Change:
    names: Mapping[str, Any] = {field.name: field for field in record._meta.get_fields()}  # noqa: SLF001 - Django's
    fields = [
        FieldChange(str(getattr(names.get(name), "verbose_name", name)), was, now_is)
        for name, (was, now_is) in row.changes.items()
    ]
    return Change(row, fields)
