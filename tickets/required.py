"""Which facts a request must come with, by its channel, and which may follow (A3.1, D2.2.1). Pure; one table.

Nothing received is ever refused over a fact that can be asked for later: what is `wanted` and not there yet
is shown as missing until somebody completes it. It is data in code, because forms, API and tests rely on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from tickets.choices import Channel, Kind


class Fact(StrEnum):
    """What the house needs to know; the value is the name of the field everywhere."""

    PROBLEM = "problem"
    NAME = "name"
    REACH = "email"
    PRODUCT = "product"
    SERIAL = "serial"
    LOCATION = "location"


LABELS: Mapping[Fact, LazyText] = {
    Fact.PROBLEM: _("what happened"),
    Fact.NAME: _("the customer's name"),
    Fact.REACH: _("an e-mail address or a phone number"),
    Fact.PRODUCT: _("product"),
    Fact.SERIAL: _("serial number"),
    Fact.LOCATION: _("where it stands"),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """For one channel: needed at once, and wanted soon."""

    at_once: frozenset[Fact]
    wanted: frozenset[Fact]


WHO_AND_WHAT = frozenset({Fact.PROBLEM, Fact.NAME, Fact.REACH})
THE_THING = frozenset({Fact.PRODUCT, Fact.SERIAL, Fact.LOCATION})
TABLE: Mapping[Channel, Facts] = {
    Channel.WEB: Facts(WHO_AND_WHAT, THE_THING),
    Channel.PHONE: Facts(WHO_AND_WHAT, THE_THING),
    # the sender is the name and the address
    Channel.EMAIL: Facts(frozenset({Fact.PROBLEM, Fact.REACH}), THE_THING | {Fact.NAME}),
    # who chats may still be asked how he can be reached
    Channel.CHAT: Facts(frozenset({Fact.PROBLEM, Fact.NAME}), THE_THING | {Fact.REACH}),
    Channel.API: Facts(WHO_AND_WHAT, THE_THING),
}
# Who asks for advice need not own anything yet, and support by phone needs no address.
WANTED_FOR: Mapping[Kind, frozenset[Fact]] = {
    Kind.REPAIR: frozenset(Fact),
    Kind.TECHNICAL_SUPPORT: frozenset(Fact) - {Fact.LOCATION},
    Kind.CONSULTATION: frozenset(Fact) - THE_THING,
}


class Described(Protocol):
    """A ticket, as far as the table looks at it."""

    channel: str
    kind: str
    product: str
    serial: str
    location: str

    @property
    def is_complaint(self) -> bool: ...


def needed_at_once(channel: str, given: Mapping[Fact, str]) -> list[Fact]:
    """Those without which nothing can be registered by this channel and that `given` lacks."""
    return [
        fact for fact in Fact if fact in TABLE[Channel(channel)].at_once and not given.get(fact, "").strip()
    ]


def missing_facts(ticket: Described) -> list[Fact]:
    """What is wanted about the thing and not known yet; nothing for a complaint."""
    if ticket.is_complaint:
        return []
    wanted = TABLE[Channel(ticket.channel)].wanted & WANTED_FOR[Kind(ticket.kind)] & THE_THING
    return [fact for fact in Fact if fact in wanted and not getattr(ticket, fact.value)]


def as_words(changes: Mapping[str, tuple[str, str]]) -> str:
    """Fact, value before and after, a line each, as the log keeps them."""
    return "\n".join("\t".join((name, *pair)) for name, pair in changes.items())


def in_words(lines: str) -> str:
    """The inverse, to be read: each fact with its value, and the one before where there was one."""
    return "\n".join(_said(*line.split("\t")) for line in lines.splitlines())


def _said(name: str, was: str, now_is: str) -> str:
    facts = {"fact": str(LABELS[Fact(name)]), "was": was, "now_is": now_is}
    words = _("{fact}: {now_is} (before: {was})") if was else _("{fact}: {now_is}")
    return str(words).format_map(facts)
