"""Who is calling, and about what: found while the agent types, and filled into the intake."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.entitlement import Judgement
from accounts.models import Customer, Purchase, RecordKind
from accounts.selectors.records import NoSuchRecord, get_record, search
from accounts.selectors.registry import entitlement_of
from core.actors import Actor
from servicedesk.desk.filters import number_of

MOST = 6  # of each kind
FEWEST = 2  # letters or digits worth a search


@dataclass(frozen=True, slots=True)
class Chosen:
    """The caller, and what he bought that he calls about; either may be unknown."""

    customer: Customer | None = None
    purchase: Purchase | None = None

    def facts(self) -> dict[str, Any]:
        """What of the intake's form is known by now; a choice taken back clears only itself."""
        facts: dict[str, Any] = {
            "customer_id": self.customer.pk if self.customer else "",
            "purchase_id": self.purchase.pk if self.purchase else "",
        }
        if self.customer:
            facts |= {name: getattr(self.customer, name) for name in ("name", "phone", "email", "language")}
        if self.purchase:
            facts |= {
                "product": self.purchase.product.name,
                "serial": self.purchase.serial,
                "location": self.purchase.place,
            }
        return facts

    def entitlement(self, day: Any) -> Judgement:
        return entitlement_of(self.purchase, day=day)


def chosen(actor: Actor, given: Mapping[str, Any]) -> Chosen:
    """What `customer_id` and `purchase_id` name; a purchase brings its customer. What is gone is unknown."""
    purchase: Purchase | None = _found(actor, RecordKind.PURCHASE, given.get("purchase_id"))
    customer: Customer | None = _found(actor, RecordKind.CUSTOMER, given.get("customer_id"))
    return Chosen(customer or (purchase.customer if purchase else None), purchase)


def _found(actor: Actor, kind: RecordKind, number: Any) -> Any:
    record_id = number_of(str(number or ""), 0)
    try:
        return get_record(actor=actor, kind=kind, record_id=record_id) if record_id else None
    except NoSuchRecord:
        return None


def suggestions(actor: Actor, words: str) -> dict[str, Any]:
    """A few purchases and customers that the words name, in two queries."""
    words = words.strip()[:80]
    if len(words) < FEWEST:
        return {"find": words, "purchases": [], "customers": [], "is_searched": False}
    purchases = search(actor=actor, kind=RecordKind.PURCHASE, words=words)[:MOST]
    customers = search(actor=actor, kind=RecordKind.CUSTOMER, words=words)[:MOST]
    return {"find": words, "purchases": list(purchases), "customers": list(customers), "is_searched": True}
