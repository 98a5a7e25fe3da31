"""Moving running clocks to another version of a calendar or of a commitment: preview, act, log, tell.

In bulk only earlier deadlines move, and later ones for a statutory holiday; one ticket moves to later ones
with the customer's consent, in his words.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, TypeAlias

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import BadInput, NotFound
from sla.models import Binding, CalendarVersion, Clock, CommitmentVersion, VersionState
from sla.models.clocks import LIVE
from sla.policies import calendar_policy, policy
from sla.services.book import Book, open_books
from sla.services.journal import LiveJournal
from sla.services.moves import Move, calendar_moves, version_moves
from tickets.choices import State
from tickets.entries import Entry
from tickets.locks import lock_ticket
from tickets.models import Ticket
from tickets.services.log import record

Plan: TypeAlias = Callable[[Book], Iterator[Move]]
CHUNK = 200


class ConsentNeeded(BadInput):
    code = "consent_needed"
    message = _("This makes a deadline later. Write down how and when the customer agreed to it.")


def preview_calendar(*, actor: Actor, version_id: int) -> list[Move]:
    """Which running clocks a version of a calendar would move, from when to when. Raises NotAllowed."""
    version = _calendar_version(actor, version_id)
    tickets = _by_calendar(version)
    return list(_planned(tickets, lambda book: calendar_moves(book, version.pk, version.calendar_id)))


def apply_calendar(*, actor: Actor, version_id: int, holiday_reason: bool, now: datetime) -> int:
    """Move the running clocks to a version of their calendar; answers how many moved.

    Deadlines that would become later stay, unless a statutory holiday is the reason. Raises NotAllowed.
    """
    version = _calendar_version(actor, version_id)
    facts: dict[str, Any] = {
        "calendar": version.calendar_id,
        "version": version.pk,
        "number": version.number,
        "name": version.calendar.name,
        "reason": "holiday" if holiday_reason else "",
    }
    ids = list(_by_calendar(version).values_list("pk", flat=True))
    return sum(
        _move_clocks(
            ticket_id,
            lambda book: calendar_moves(book, version.pk, version.calendar_id),
            actor=actor,
            entry=Entry.CALENDAR_APPLIED,
            facts=facts,
            may_be_later=holiday_reason,
            now=now,
        )
        for ticket_id in ids
    )


def preview_move(*, actor: Actor, version_id: int) -> list[Move]:
    """Which running clocks another version of the commitment would move. Raises NotAllowed, NotFound."""
    version = _commitment_version(actor, version_id)
    return list(_planned(_by_commitment(version), lambda book: version_moves(book, version.pk)))


def move_tickets(*, actor: Actor, version_id: int, now: datetime) -> int:
    """Move the open tickets of a commitment to this version of it; answers how many clocks moved.

    Deadlines that would become later stay with the promise they have. Raises NotAllowed, NotFound.
    """
    version = _commitment_version(actor, version_id)
    ids = list(_by_commitment(version).values_list("pk", flat=True))
    return sum(_move_ticket(pk, version, actor=actor, consent="", now=now) for pk in ids)


def move_ticket(*, actor: Actor, ticket_id: int, version_id: int, consent: str, now: datetime) -> int:
    """Move one open ticket, later deadlines included: `consent` says how the customer agreed.

    Raises NotAllowed, NotFound, ConsentNeeded.
    """
    if not consent.strip():
        raise ConsentNeeded(fields={"consent": [str(ConsentNeeded.message)]})
    version = _commitment_version(actor, version_id)
    return _move_ticket(ticket_id, version, actor=actor, consent=consent.strip(), now=now)


def _move_ticket(
    ticket_id: int, version: CommitmentVersion, *, actor: Actor, consent: str, now: datetime
) -> int:
    return _move_clocks(
        ticket_id,
        lambda book: version_moves(book, version.pk),
        actor=actor,
        entry=Entry.POLICY_MOVED,
        facts={"version": version.pk, "number": version.number},
        may_be_later=bool(consent),
        consent=consent,
        now=now,
    )


@transaction.atomic
def _move_clocks(
    ticket_id: int,
    plan: Plan,
    *,
    actor: Actor,
    entry: Entry,
    facts: dict[str, Any],
    may_be_later: bool,
    consent: str = "",
    now: datetime,
) -> int:
    """Lock the ticket, move what may move, say so in its log; answers how many deadlines moved."""
    ticket = lock_ticket(ticket_id)
    (book,) = open_books([ticket], LiveJournal([ticket]))
    moves = [move for move in plan(book) if may_be_later or not move.is_later]
    payload = facts | {
        "clocks": [move.clock_id for move in moves],
        "moves": [move.as_data() for move in moves if move.is_moved],
        "consent": bool(consent),
    }
    if entry is Entry.POLICY_MOVED:
        payload["was"] = was = book.journal.version_of(book)
        payload["was_number"] = str(CommitmentVersion.objects.get(pk=was)) if was else ""
        Binding.objects.update_or_create(
            ticket=ticket, defaults={"version_id": facts["version"]}, create_defaults=_bound(facts, now)
        )
    elif not moves:
        return 0
    record(ticket, actor=actor, entry=entry, payload=payload, text=consent, happened_at=now)
    return len(payload["moves"])


def _bound(facts: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {"version_id": facts["version"], "bound_at": now}


def _planned(tickets: QuerySet[Ticket], plan: Plan) -> Iterator[Move]:
    rows = tickets.select_related("customer", "owner", "branch__lead").iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        for book in open_books(chunk, LiveJournal(chunk)):
            yield from (move for move in plan(book) if move.is_moved or move.is_later)


def _by_calendar(version: CalendarVersion) -> QuerySet[Ticket]:
    """The tickets with a clock that runs by another version of the calendar."""
    versions = version.calendar.versions.exclude(pk=version.pk)
    clocks = Clock.objects.filter(LIVE, calendar__in=versions)
    return Ticket.objects.filter(pk__in=clocks.values("ticket")).order_by("next_due_at", "pk")


def _by_commitment(version: CommitmentVersion) -> QuerySet[Ticket]:
    """The open tickets bound to another version of the same commitment."""
    others = CommitmentVersion.objects.filter(commitment=version.commitment_id).exclude(pk=version.pk)
    return (
        Ticket.objects.exclude(state=State.CLOSED)
        .filter(binding__version__in=others)
        .order_by("next_due_at", "pk")
    )


def _calendar_version(actor: Actor, version_id: int) -> CalendarVersion:
    version = CalendarVersion.objects.select_related("calendar").filter(pk=version_id).first()
    if version is None:
        raise NotFound
    calendar_policy.require(actor, "publish", version.calendar)
    return version


def _commitment_version(actor: Actor, version_id: int) -> CommitmentVersion:
    version = CommitmentVersion.objects.filter(pk=version_id, state=VersionState.SIGNED).first()
    if version is None:
        raise NotFound
    policy.require(actor, "sign", version)
    return version
