"""A change of priority, complexity or type: which promises still apply, which no longer, which are new."""

from datetime import datetime

from sla.models import Clock, ClockState, EndCause
from sla.selectors.terms import PromiseTerms, facts_of, terms_of, terms_of_version
from sla.services.announcing import write
from sla.services.book import Book
from tickets.choices import State
from tickets.entries import Entry
from tickets.models import LogEntry


def apply_change(book: Book, entry: LogEntry) -> None:
    """Cancel what no longer applies, start what newly applies from its own start event.

    What applies before and after is aimed anew from its original start, with all its pauses, by the settling.
    """
    if book.ticket.state == State.CLOSED:
        return  # a matter that has ended gets no new promises, whatever is said of it afterwards
    facts = facts_of(book.ticket)
    for clock in book.live:
        if not terms_of(clock.promise_id).applies(facts):
            cancel(book, clock, entry, EndCause.NO_LONGER_APPLIES)
    for terms in _version_terms(book):
        if terms.applies(facts):
            _start_or_revive(book, terms, entry)


def cancel(book: Book, clock: Clock, entry: LogEntry, cause: EndCause) -> None:
    """End a clock without its promise kept. The ladder of a missed one goes on unless the matter ends."""
    clock.state, clock.stopped_at, clock.end_cause = ClockState.CANCELLED, entry.happened_at, cause
    clock.stopped_by = entry.number
    clock.left_seconds = None
    if not book.is_breached(clock) or cause != EndCause.NO_LONGER_APPLIES:
        clock.fires_at = None
    write(
        book.ticket,
        Entry.PROMISE_CANCELLED,
        clock,
        happened_at=entry.happened_at,
        recorded_at=entry.recorded_at,
        cause=cause.value,
    )


def _start_or_revive(book: Book, terms: PromiseTerms, entry: LogEntry) -> None:
    """A promise that comes back goes on from its original start: nobody escapes it by re-labelling."""
    last = book.latest(terms.id)
    if last is None or (last.cycle < book.round and _was_set_aside(last)):
        book.add_clock(terms, started_at=_round_start(book), begun_at=entry.happened_at, cycle=book.round)
    elif _was_set_aside(last):
        last.state, last.end_cause = ClockState.RUNNING, ""
        last.stopped_at, last.stopped_by = None, None
        last.begun_at = last.aimed_at = entry.happened_at


def _was_set_aside(clock: Clock) -> bool:
    return clock.end_cause == EndCause.NO_LONGER_APPLIES


def _round_start(book: Book) -> datetime:
    """When the matter was received, or last reopened."""
    return max((c.started_at for c in book.clocks if c.cycle == book.round), default=book.ticket.received_at)


def _version_terms(book: Book) -> tuple[PromiseTerms, ...]:
    """All promises of the version the ticket keeps."""
    return terms_of_version(terms_of(book.clocks[0].promise_id).version_id)
