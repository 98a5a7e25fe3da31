"""What stops a clock: only the facts that its metric's row names (semantics, section 3)."""

from datetime import datetime

from core.moments import to_text
from core.worktime import between
from sla.facts import Fact, fact_of
from sla.models import Breach, Clock, ClockState
from sla.selectors.terms import terms_of
from sla.services.announcing import write
from sla.services.book import Book
from sla.timing import aim
from tickets.entries import Entry
from tickets.models import LogEntry
from tickets.states import OPEN


def stop_clocks(book: Book, entry: LogEntry) -> None:
    """Stop, at the instant the entry speaks of, every clock that its fact stops."""
    fact = fact_of(entry.entry, entry.payload)
    if fact is None or _is_taken_back(book, fact):
        return
    for clock in book.clocks:
        if fact not in terms_of(clock.promise_id).rule.stops_on or entry.happened_at < clock.started_at:
            continue
        if clock.state == ClockState.CANCELLED:
            clock.fires_at = None  # what was missed is done now: its ladder ends
        elif clock.stopped_at is None or entry.happened_at < clock.stopped_at:
            _stop(book, clock, entry, fact)


def _is_taken_back(book: Book, fact: Fact) -> bool:
    """Whether "solved" reached the customer only after the matter had been opened again: it keeps nothing."""
    return fact is Fact.RESOLUTION_SENT and book.ticket.state in OPEN


def _stop(book: Book, clock: Clock, entry: LogEntry, fact: Fact) -> None:
    """Met at or before due; a breached clock can only end late, contested if it was in time after all."""
    at = entry.happened_at
    breach = book.breaches.get(clock.pk)
    if breach is None:
        clock.due_at, clock.limit_at = _instants(book, clock, at)
    due_at = clock.due_at or at
    late_seconds = between(due_at, at) if at > due_at else 0
    clock.state = ClockState.MET_LATE if breach or late_seconds else ClockState.MET
    clock.stopped_at, clock.stopped_by, clock.stop_fact = at, entry.number, fact
    clock.left_seconds, clock.fires_at = None, None
    if breach is not None:
        close_breach(breach, late_seconds=late_seconds, entry=entry, is_contested=at <= due_at)
    write(
        book.ticket,
        Entry.PROMISE_MET,
        clock,
        happened_at=at,
        recorded_at=entry.recorded_at,
        due_at=to_text(due_at),
        stopped_at=to_text(at),
        late_seconds=late_seconds,
    )


def _instants(book: Book, clock: Clock, at: datetime) -> tuple[datetime | None, datetime | None]:
    """Due and limit as they stand at the stop; a pause that still runs ends there."""
    terms = terms_of(clock.promise_id)
    pauses = [(begun, min(ended or at, at)) for begun, ended in book.spans(terms) if begun < at]
    final = aim(started_at=clock.started_at, terms=terms.under(book.ticket.priority), pauses=pauses)
    return final.due_at, final.limit_at


def close_breach(breach: Breach, *, late_seconds: int, entry: LogEntry, is_contested: bool = False) -> None:
    """Complete the ledger's entry: by how much, and the log entry that ended it. The breach itself stays."""
    breach.late_seconds = late_seconds
    breach.is_contested = breach.is_contested or is_contested
    breach.evidence = [*breach.evidence, entry.number]
    breach.save(update_fields=["late_seconds", "is_contested", "evidence"])
