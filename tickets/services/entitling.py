"""Which purchase a request is about and what it entitles to: looked up once, at registration (B2.2).

Nothing here can refuse a request or hold it up. Who types a serial number learns no more than the product's
name, while he fills in the form: entitlement and owner are only told to whom a purchase was proven.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from accounts.entitlement import NOT_KNOWN, Judgement
from accounts.models import Branch, Purchase
from accounts.querysets import PurchaseQuerySet
from accounts.selectors.registry import entitlement_of, find_purchase
from tickets.models import Ticket


class Proof(StrEnum):
    """How we know that somebody may be told what he bought."""

    LABEL = "label"  # he came by the label that is fixed to the thing
    EMAIL = "email"  # he typed the serial number and the address that we have of its buyer
    STAFF = "staff"  # one of us spoke with him and chose it
    NONE = ""


@dataclass(frozen=True, slots=True)
class Bought:
    """The purchase of a request, how it is proven, and the entitlement on the day it was received."""

    purchase: Purchase | None = None
    proof: Proof = Proof.NONE
    judgement: Judgement = NOT_KNOWN

    def put_on(self, ticket: Ticket) -> None:
        """Link it; product and serial number take our own words only where the customer may read them."""
        ticket.purchase = self.purchase
        ticket.entitlement = self.judgement.entitlement
        ticket.is_purchase_proven = bool(self.proof)
        if self.purchase is not None and self.proof:
            ticket.product, ticket.serial = self.purchase.product.name, self.purchase.serial

    def payload(self) -> dict[str, int | str | None]:
        return {
            "purchase": self.purchase.pk if self.purchase else None,
            "proof": self.proof.value,
            "entitlement": self.judgement.entitlement.value,
            "contract": self.judgement.contract_id,
        }


def look_up(*, known: int | None, proof: Proof, serial: str, product: str, email: str) -> Bought:
    """The purchase `known` for sure by `proof`, else the one whose serial number was typed."""
    if known is not None:
        purchase = PurchaseQuerySet(Purchase).for_rows().filter(pk=known).first()
        return Bought(purchase, proof if purchase else Proof.NONE)
    # one field of the form takes either, so what looks like a product may be a number
    purchase = find_purchase(serial=serial or product, product=product)
    if purchase is None:
        return Bought()
    is_his = bool(email) and purchase.customer.email.lower() == email.strip().lower()
    return Bought(purchase, Proof.EMAIL if is_his else Proof.NONE)


def judged(bought: Bought, *, branch: Branch, received_at: datetime) -> Bought:
    """With the entitlement of the day it was in the branch's zone when the request came in."""
    day = received_at.astimezone(ZoneInfo(branch.zone)).date()
    return Bought(bought.purchase, bought.proof, entitlement_of(bought.purchase, day=day))
