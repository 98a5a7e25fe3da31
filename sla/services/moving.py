"""Moving running clocks to another version of a calendar or of a commitment: preview, act, log.

Here many tickets move at once: earlier deadlines only, and later ones for a statutory holiday. One by one
they move to later ones, too, with the customer's consent (`consenting`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeAlias

from django.db import transaction
from django.db.models import QuerySet

from core.actors import Actor
from core.errors import NotFound
from sla.models import Binding, CalendarVersion, Clock, CommitmentVersion, VersionState
from sla.models.clocks import LIVE
from sla.policies import calendar_policy, policy
from sla.services.book import Book, open_books
from sla.services.firing import fire
from sla.services.journal import LiveJournal
from sla.services.moves import Move, calendar_moves, version_moves
from sla.services.settling import save, settle
from tickets.entries import Entry
from tickets.locks import lock_ticket
from tickets.models import LogEntry, Ticket
from tickets.services.log import record

Plan: TypeAlias = Callable[[Book], Iterator[Move]]
Facts: TypeAlias = dict[str, Any]
CHUNK = 200


@dataclass(frozen=True, slots=True)
class Target:
    """A version to move to: which tickets are moved together, what it does to a book, what the log says."""

    tickets: QuerySet[Ticket]
    plan: Plan
    entry: Entry
    facts: Facts


def preview_calendar(*, actor: Actor, version_id: int) -> list[Move]:
    """Which running clocks a version of a calendar would move, from when to when. Raises NotAllowed."""
    return preview(to_calendar(actor, version_id))


def apply_calendar(*, actor: Actor, version_id: int, holiday_reason: bool, now: datetime) -> int:
    """Move the running clocks to a version of their calendar; answers how many moved.

    Deadlines that would become later stay, unless a statutory holiday is the reason. Raises NotAllowed.
    """
    target = to_calendar(actor, version_id)
    target.facts["reason"] = "holiday" if holiday_reason else ""
    return _move_all(target, actor=actor, is_later_allowed=holiday_reason, now=now)


def preview_move(*, actor: Actor, version_id: int) -> list[Move]:
    """Which running clocks another version of the commitment would move. Raises NotAllowed, NotFound."""
    return preview(to_commitment(actor, version_id))


def move_tickets(*, actor: Actor, version_id: int, now: datetime) -> int:
    """Move the open tickets of a commitment to this version of it; answers how many clocks moved.

    Deadlines that would become later stay with the promise they have. Raises NotAllowed, NotFound.
    """
    return _move_all(to_commitment(actor, version_id), actor=actor, is_later_allowed=False, now=now)


def to_calendar(actor: Actor, version_id: int) -> Target:
    """The version for somebody who may apply it; raises NotFound, NotAllowed."""
    version = CalendarVersion.objects.select_related("calendar").filter(pk=version_id).first()
    if version is None:
        raise NotFound
    calendar_policy.require(actor, "publish", version.calendar)
    facts = {"calendar": version.calendar_id, "version": version.pk, "number": version.number}
    return Target(
        _by_calendar(version),
        lambda book: calendar_moves(book, version.pk, version.calendar_id),
        Entry.CALENDAR_APPLIED,
        facts | {"name": version.calendar.name, "reason": ""},
    )


def to_commitment(actor: Actor, version_id: int) -> Target:
    """The signed version for somebody who may move tickets to it; raises NotFound, NotAllowed."""
    version = CommitmentVersion.objects.filter(pk=version_id, state=VersionState.SIGNED).first()
    if version is None:
        raise NotFound
    policy.require(actor, "sign", version)
    return Target(
        _by_commitment(version),
        lambda book: version_moves(book, version.pk),
        Entry.POLICY_MOVED,
        {"version": version.pk, "number": version.number},
    )


def preview(target: Target, *, of: int | None = None) -> list[Move]:
    """What would move, or would if the customer agreed; of one ticket where its id is given."""
    tickets = target.tickets if of is None else Ticket.objects.filter(pk=of)
    rows = tickets.select_related("customer", "owner", "branch__lead").iterator(chunk_size=CHUNK)
    moves: list[Move] = []
    while chunk := list(islice(rows, CHUNK)):
        for book in open_books(chunk, LiveJournal(chunk)):
            moves += (move for move in target.plan(book) if move.is_moved or move.is_later)
    return moves


def _move_all(target: Target, *, actor: Actor, is_later_allowed: bool, now: datetime) -> int:
    ids = list(target.tickets.values_list("pk", flat=True))
    moved = (move_clocks(pk, target, actor=actor, is_later_allowed=is_later_allowed, now=now) for pk in ids)
    return sum(len(entry.payload["moves"]) for entry in moved if entry)


@transaction.atomic
def move_clocks(
    ticket_id: int,
    target: Target,
    *,
    actor: Actor,
    is_later_allowed: bool,
    agreed: Facts | None = None,
    words: str = "",
    now: datetime,
) -> LogEntry | None:
    """Lock the ticket, move what may move, say so in its log; None where there was nothing to move.

    `agreed` and `words` are the customer's consent. What was due before now is missed before it could move.
    """
    ticket = lock_ticket(ticket_id)
    book = _caught_up(ticket, now)
    moves = [move for move in target.plan(book) if is_later_allowed or not move.is_later]
    payload = target.facts | (agreed or {}) | {"consent": agreed is not None}
    payload["clocks"] = [move.clock_id for move in moves]
    payload["moves"] = [move.as_data() for move in moves if move.is_moved]
    if target.entry is Entry.POLICY_MOVED:
        was = book.journal.version_of(book)
        if not moves and was == payload["version"]:
            return None
        payload |= {"was": was, "was_number": CommitmentVersion.objects.get(pk=was).number if was else ""}
        _bind(ticket, payload["version"], now)
    elif not moves:
        return None
    return record(ticket, actor=actor, entry=target.entry, payload=payload, text=words, happened_at=now)


def _caught_up(ticket: Ticket, now: datetime) -> Book:
    (book,) = open_books([ticket], LiveJournal([ticket]))
    if fire(book, until=now, noticed_at=now):
        settle(book, happened_at=now, recorded_at=now)
        save([book])
    return book


def _bind(ticket: Ticket, version_id: int, now: datetime) -> None:
    moved = {"version_id": version_id}
    Binding.objects.update_or_create(ticket=ticket, defaults=moved, create_defaults=moved | {"bound_at": now})


def _by_calendar(version: CalendarVersion) -> QuerySet[Ticket]:
    """The tickets with a clock that runs by another version of the calendar."""
    versions = version.calendar.versions.exclude(pk=version.pk)
    clocks = Clock.objects.filter(LIVE, calendar__in=versions)
    return Ticket.objects.filter(pk__in=clocks.values("ticket")).order_by("next_due_at", "pk")


def _by_commitment(version: CommitmentVersion) -> QuerySet[Ticket]:
    """The open tickets bound to another version of the same commitment."""
    others = CommitmentVersion.objects.filter(commitment=version.commitment_id).exclude(pk=version.pk)
    return Ticket.objects.not_ended().filter(binding__version__in=others).order_by("next_due_at", "pk")
