"""The queue's filters as the address carries them, so that every view of the queue is a link."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.choices import Priority, Sort
from tickets.looks import AT_REST, Look
from tickets.selectors.tickets import QueueFilters

PAGE_SIZES = (25, 50)
OF_A_PAGE = 6  # digits


@dataclass(frozen=True, slots=True)
class Flag:
    """A filter that is on or off; `views` are the ones that stand in the side navigation too."""

    key: str
    label: LazyText
    icon: str
    tone: str = ""


FLAGS = (
    Flag("mine", _("Mine"), "inbox"),
    Flag("missed", _("Missed"), "x", "missed"),
    Flag("at_risk", _("At risk"), "triangle-alert", "risk"),
    Flag("owner_off_duty", pgettext_lazy("filter", "Owner off duty"), "circle-dashed"),
    Flag("paused", _("Paused"), "pause"),
    Flag("to_be_confirmed", _("To be confirmed"), "check"),
    Flag("summary_due", _("Summary to be written"), "clipboard-check"),
)


def filters_with(keys: Iterable[str], *, priority: str = "", search: str = "") -> QueueFilters:
    """The filters with the flags `keys` on."""
    flags: dict[str, Any] = dict.fromkeys(keys, True)
    return QueueFilters(**flags, priority=priority, search=search)


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter as a link that switches it; `is_on` says whether it narrows the list now."""

    label: str
    url: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class QueueAddress:
    """What the address asks for; every value is checked, an unknown one is as if it were not there."""

    filters: QueueFilters
    page: int = 1
    size: int = PAGE_SIZES[0]
    look: Look | None = None  # None: the reader's own

    @classmethod
    def of(cls, query: QueryDict) -> "QueueAddress":
        priority = query.get("priority", "")
        filters = filters_with(
            (flag.key for flag in FLAGS if query.get(flag.key) == "1"),
            priority=priority if priority in Priority.values else "",
            search=query.get("search", "").strip()[:80],
        )
        size = number_of(query.get("size"), PAGE_SIZES[0], digits=OF_A_PAGE)
        page = max(1, number_of(query.get("page"), 1, digits=OF_A_PAGE))
        return cls(filters, page, size if size in PAGE_SIZES else PAGE_SIZES[0], _look_in(query))

    def facts(self) -> dict[str, str]:
        """The parts of the address that narrow the list, without those at rest."""
        given: dict[str, str] = {flag.key: "1" for flag in FLAGS if getattr(self.filters, flag.key)}
        given |= {"priority": self.filters.priority, "search": self.filters.search}
        if self.size != PAGE_SIZES[0]:
            given["size"] = str(self.size)
        look = self.look or AT_REST
        given |= {"columns": ".".join(look.columns), "sort": look.sort if look.sort != Sort.DUE else ""}
        return {key: value for key, value in given.items() if value}

    def url(self, **changes: Any) -> str:
        """The queue with `changes` made, from its first page on; a value of None or "" takes a part away."""
        return queue_url({**self.facts(), **changes})

    def here(self) -> str:
        """This very page of the queue."""
        return self.at(reverse("desk:queue"))

    def at(self, path: str) -> str:
        """Another address that carries this queue along, with its page."""
        return address_with(path, self.facts() | {"page": self.page if self.page > 1 else ""})

    def save_url(self) -> str:
        """Where these filters are kept under a name."""
        return address_with(reverse("desk:saved_views"), self.facts())

    def chips(self) -> list[Chip]:
        flags = [
            Chip(str(flag.label), self.url(**{flag.key: "" if on else "1"}), on)
            for flag in FLAGS
            for on in [getattr(self.filters, flag.key)]
        ]
        tiers = [
            Chip(str(Priority(code).label), self.url(priority="" if on else code), on)
            for code in Priority.values
            for on in [self.filters.priority == code]
        ]
        return flags + tiers

    @property
    def is_narrowed(self) -> bool:
        return bool(self.facts().keys() - {"size", "columns", "sort"})

    @property
    def as_each_sees_it(self) -> "QueueAddress":
        """The same tickets, with the columns and in the order of whoever looks."""
        return replace(self, look=None)


def _look_in(query: QueryDict) -> Look | None:
    """The columns and the order that an address names, if it names any."""
    look = Look.of({"columns": query.get("columns", "").split("."), "sort": query.get("sort", "")})
    return look if look != AT_REST else None


def queue_url(parts: Mapping[str, Any]) -> str:
    return address_with(reverse("desk:queue"), parts)


def address_with(path: str, parts: Mapping[str, Any]) -> str:
    query = urlencode({key: value for key, value in parts.items() if value not in (None, "")})
    return path + (f"?{query}" if query else "")


def number_of(text: str | None, otherwise: int, *, digits: int = 9) -> int:
    """A whole number of the address, with at most so many digits."""
    return int(text) if text and text.isdecimal() and len(text) <= digits else otherwise
