"""The registry's kinds as the addresses and the tabs name them, and its lists in pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import HouseKind, RecordKind
from accounts.policies import registry
from core.actors import Actor
from core.errors import NotFound
from servicedesk.desk.filters import number_of

AT_ONCE = 25
SOLD: Mapping[str, RecordKind | HouseKind] = {
    "purchases": RecordKind.PURCHASE,
    "customers": RecordKind.CUSTOMER,
    "products": RecordKind.PRODUCT,
    "contracts": RecordKind.CONTRACT,
}
HOUSE: Mapping[str, RecordKind | HouseKind] = {
    "company": HouseKind.COMPANY,
    "branches": HouseKind.BRANCH,
    "teams": HouseKind.TEAM,
    "staff": HouseKind.PERSON,
    "skills": HouseKind.SKILL,
}
KINDS = {**SOLD, **HOUSE}
PLACE_OF = {kind: place for place, kind in KINDS.items()}


def kind_of(place: str) -> RecordKind | HouseKind:
    """The kind an address names; raises NotFound."""
    if place not in KINDS:
        raise NotFound
    return KINDS[place]


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    is_current: bool


def tabs_of(actor: Actor, current: str) -> list[Tab]:
    """The lists beside the current one: of the house, or of what we sold, with imports for those who may."""
    places = HOUSE if current in HOUSE else SOLD
    tabs = [
        Tab(str(kind.label), reverse("desk:records", args=[place]), place == current)
        for place, kind in places.items()
        if kind != HouseKind.COMPANY or registry.allows(actor, "edit", kind)
    ]
    if current in HOUSE:
        return [*tabs, Tab(_("Rules"), reverse("desk:rules", args=["branches"]), is_current=False)]
    if registry.allows(actor, "import", RecordKind.PURCHASE):
        tabs.append(Tab(_("Import"), reverse("desk:imports"), current == "imports"))
    return tabs


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list, and whether more follow; never counted, so the cost is that of what is shown."""

    rows: Sequence[Any]
    number: int
    has_more: bool

    @property
    def before(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        return self.number + 1 if self.has_more else None


def page_of(rows: QuerySet[Any], query: QueryDict, *, size: int = AT_ONCE) -> Page:
    """The page that the address asks for, in one query."""
    number = max(1, number_of(query.get("page"), 1))
    start = (number - 1) * size
    found = list(rows[start : start + size + 1])
    return Page(found[:size], number, len(found) > size)
