"""What a customer is entitled to for a thing we sold. Pure: days in, a code out (B2.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Entitlement(TextChoices):
    """A fact to be shown. It is never a reason to refuse a request or to serve it later."""

    IN_WARRANTY = "in_warranty", _("Under warranty")
    CONTRACT = "contract", _("Covered by a contract")
    CHARGEABLE = "chargeable", _("Chargeable")
    UNKNOWN = "unknown", _("Not known")


@dataclass(frozen=True, slots=True)
class Cover:
    """A contract's first and last day; both count."""

    contract_id: int
    from_on: date
    until_on: date

    def holds(self, day: date) -> bool:
        return self.from_on <= day <= self.until_on


@dataclass(frozen=True, slots=True)
class Judgement:
    """The entitlement and, where a contract gives it, which one."""

    entitlement: Entitlement
    contract_id: int | None = None


NOT_KNOWN = Judgement(Entitlement.UNKNOWN)


def in_warranty(*, day: date, warranty_until: date | None) -> bool:
    """The warranty's last day still counts."""
    return warranty_until is not None and day <= warranty_until


def judge(*, day: date, warranty_until: date | None, covers: Iterable[Cover]) -> Judgement:
    """The entitlement on `day`: a contract helps after the warranty.

    Nothing is chargeable because a date is missing: without one and without a contract it is not known.
    """
    if in_warranty(day=day, warranty_until=warranty_until):
        return Judgement(Entitlement.IN_WARRANTY)
    holding = next((cover for cover in covers if cover.holds(day)), None)
    if holding is not None:
        return Judgement(Entitlement.CONTRACT, holding.contract_id)
    return NOT_KNOWN if warranty_until is None else Judgement(Entitlement.CHARGEABLE)
