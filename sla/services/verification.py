"""Proving the clocks: every clock and every entry of the ledger against what the log says they must be."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from sla.models import Binding, ClockCheck, Pause, SweepTrouble
from sla.selectors.sweeps import last_sweep_at
from sla.services.book import WRITTEN, Book, open_books
from sla.services.journal import LiveJournal
from sla.services.replay import overdue, rebuild
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket

TICKET = (
    "state",
    "kind",
    "priority",
    "raised_priority",
    "complexity",
    "received_at",
    "resolved_at",
    "owner_id",
    "next_due_at",
    "next_due_metric",
    "next_risk_at",
    "is_paused",
)
BREACH = (
    "grade",
    "due_at",
    "limit_at",
    "responsible_id",
    "allowed_seconds",
    "late_seconds",
    "pauses",
    "evidence",
    "is_caused_by_change",
    "is_contested",
    "decision",
    "decided_at",
    "decided_by_id",
    "excused_at",
    "excused_by_id",
)
CHUNK = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as the log says it must be."""

    ticket: str
    what: str


def verify_clocks(
    *, only_new: bool = False, on_ticket: Callable[[Ticket, bool], None] = lambda _ticket, _clean: None
) -> Iterator[Difference]:
    """Rebuild every ticket's clocks and compare, as of the last finished sweep; yields what differs.

    To be called in one snapshot (`core.snapshots`). `only_new`: the tickets whose log has grown since they
    were last found clean. `on_ticket` is told of each ticket and whether it is clean.
    """
    swept_at = last_sweep_at()
    for tickets in in_chunks(to_check(only_new=only_new)):
        for ticket, differences in _verify(tickets, swept_at):
            yield from differences
            on_ticket(ticket, not differences)


def to_check(*, only_new: bool) -> QuerySet[Ticket]:
    """All tickets, or those whose log has grown since the last clean check."""
    tickets = Ticket.objects.order_by("pk")
    if not only_new:
        return tickets
    return tickets.filter(Q(clock_check=None) | ~Q(clock_check__number=F("last_number")))


def in_chunks(tickets: QuerySet[Ticket]) -> Iterator[list[Ticket]]:
    """By id, `CHUNK` at a time: the snapshot holds, so nothing is seen twice."""
    last = 0
    while chunk := list(tickets.filter(pk__gt=last)[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def verify_tickets(tickets: Sequence[Ticket], *, swept_at: datetime | None) -> list[Difference]:
    """What differs for these tickets."""
    return [difference for _ticket, found in _verify(tickets, swept_at) for difference in found]


def _verify(
    tickets: Sequence[Ticket], swept_at: datetime | None
) -> Iterator[tuple[Ticket, list[Difference]]]:
    """Each ticket with its differences, in a few queries for all of them."""
    logs: dict[int, list[LogEntry]] = {ticket.pk: [] for ticket in tickets}
    for row in LogEntry.objects.filter(ticket__in=logs).order_by("ticket", "number"):
        logs[row.ticket_id].append(row)
    bound = dict(Binding.objects.filter(ticket__in=logs).values_list("ticket", "version"))
    troubled = set(SweepTrouble.objects.filter(ticket__in=logs).values_list("ticket", flat=True))
    for book in open_books(tickets, LiveJournal(tickets)):
        ticket = book.ticket
        found = list(_differences(book, logs[ticket.pk], bound.get(ticket.pk)))
        if ticket.pk in troubled:
            found.append("its clocks could not be fired: see the troubles of the sweep")
        elif logs[ticket.pk] and swept_at is not None:
            found += overdue(book, swept_at)
        yield ticket, [Difference(ticket.number, what) for what in found]


def _differences(book: Book, rows: Sequence[LogEntry], version_id: int | None) -> Iterator[str]:
    if not rows or rows[0].entry != Entry.RECEIVED:
        yield "the log does not begin with the receipt"
        return
    ids = {(clock.task_number, clock.promise_id, clock.cycle): clock.pk for clock in book.clocks}
    must, journal = rebuild(rows, ids)
    yield from journal.differences
    if journal.version_id != version_id:
        yield f"bound to version {version_id}, not {journal.version_id}"
    yield from _compare("ticket", book.ticket, must.ticket, TICKET)
    yield from _compare_clocks(book, must)
    yield from _compare_pauses(book.pauses, must.pauses)
    yield from _compare_firings(book, must)
    yield from _compare_breaches(book, must)


def _compare(name: str, is_so: Any, must: Any, fields: Iterable[str]) -> Iterator[str]:
    for field in fields:
        found, wanted = getattr(is_so, field), getattr(must, field)
        if found != wanted:
            yield f"{name}: {field} is {found}, not {wanted}"


def _compare_clocks(book: Book, must: Book) -> Iterator[str]:
    found = {clock.pk: clock for clock in book.clocks}
    wanted = {clock.pk: clock for clock in must.clocks}
    for pk in sorted(found.keys() - wanted.keys()):
        yield f"clock {pk} does not follow from the log"
    for pk in sorted(wanted.keys() - found.keys()):
        yield f"a clock of promise {wanted[pk].promise_id}, cycle {wanted[pk].cycle}, is missing"
    for pk in sorted(found.keys() & wanted.keys()):
        yield from _compare(f"clock {pk}", found[pk], wanted[pk], WRITTEN)


def _compare_pauses(found: Sequence[Pause], wanted: Sequence[Pause]) -> Iterator[str]:
    spans = [sorted((p.from_at, p.to_at or p.from_at, p.cause) for p in pauses) for pauses in (found, wanted)]
    if spans[0] != spans[1]:
        yield f"pauses are {spans[0]}, not {spans[1]}"


def _compare_firings(book: Book, must: Book) -> Iterator[str]:
    for pk in sorted(book.fired.keys() | must.fired.keys()):
        found, wanted = book.fired.get(pk, frozenset()), must.fired.get(pk, frozenset())
        for kind, level, at in sorted(found ^ wanted):
            what = "should not have fired" if (kind, level, at) in found else "is missing"
            yield f"clock {pk}: {kind} {level} of {at} {what}"


def _compare_breaches(book: Book, must: Book) -> Iterator[str]:
    for pk in sorted(book.breaches.keys() ^ must.breaches.keys()):
        yield f"clock {pk}: {'a breach too many' if pk in book.breaches else 'its breach is missing'}"
    for pk in sorted(book.breaches.keys() & must.breaches.keys()):
        yield from _compare(f"breach of clock {pk}", book.breaches[pk], must.breaches[pk], BREACH)


def remember_clean(checked: Iterable[tuple[int, int]], *, now: datetime) -> None:
    """Note up to which entry (ticket id, number) the clocks were found clean, for `only_new`."""
    ClockCheck.objects.bulk_create(
        [ClockCheck(ticket_id=ticket_id, number=number, checked_at=now) for ticket_id, number in checked],
        batch_size=5000,
        update_conflicts=True,
        unique_fields=["ticket"],
        update_fields=["number", "checked_at"],
    )
