"""What another version of a commitment or of a calendar does to the clocks of one ticket.

A deadline that would become later stays as it is, unless the customer consented or a statutory holiday is
the reason; earlier ones always move (semantics, section 1).
"""

from datetime import datetime

from sla.models import Clock, EndCause
from sla.selectors.terms import PromiseTerms, terms_of
from sla.services.book import Book
from sla.services.starting import cancel_by, start_applicable
from tickets.models import LogEntry


def apply_calendar_version(book: Book, entry: LogEntry) -> None:
    """The clocks that the entry names run by another version of their calendar from now on."""
    named = set(entry.payload["clocks"])
    for clock in book.live:
        if clock.pk in named:
            clock.calendar_id = entry.payload["version"]
            clock.aimed_at = entry.happened_at


def move_to_version(book: Book, entry: LogEntry) -> None:
    """The promises of another version take over the clocks that the entry names, each from its start.

    A missed promise stays with the version it was missed under. What the new version promises besides starts
    from its own start event.
    """
    named = set(entry.payload["clocks"])
    by_metric = {terms.metric: terms for terms in reversed(book.promises) if book.applies(terms)}
    moving = [clock for clock in book.live if clock.pk in named]
    for clock in moving:
        cancel_by(book, clock, entry, EndCause.MOVED)
    for clock in moving:
        terms = by_metric.get(terms_of(clock.promise_id).metric)
        if terms is not None:
            _take_over(book, terms, clock, entry)
    start_applicable(book, entry)


def _take_over(book: Book, terms: PromiseTerms, clock: Clock, entry: LogEntry) -> None:
    book.add_clock(
        terms,
        calendar_id=book.journal.calendar_for(book, terms),
        started_at=clock.started_at,
        begun_at=entry.happened_at,
        recorded_at=entry.recorded_at,
        cycle=clock.cycle,
        target_at=clock.target_at,
    )


def would_be_due(book: Book, clock: Clock, *, calendar_id: int | None) -> datetime | None:
    """Where the clock would be due under another version of its calendar; None while it is paused."""
    was, clock.calendar_id = clock.calendar_id, calendar_id
    due_at = book.aim(clock).due_at
    clock.calendar_id = was
    return due_at
