"""What stops a clock: only the facts that its metric's row names (semantics, section 3)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from core.moments import from_text
from sla.facts import CONTACT_FACTS, Fact, facts_in, was_returned
from sla.metrics import Start
from sla.models import Clock, ClockState
from sla.selectors.terms import terms_of
from sla.services.book import Book, starts_of
from sla.services.ending import keep, revive
from tickets.choices import State
from tickets.entries import Entry
from tickets.models import LogEntry
from tickets.states import OPEN


def stop_clocks(book: Book, entry: LogEntry) -> None:
    """Stop, at the instant the entry speaks of, every clock that one of its facts stops."""
    _stop_by_entry(book, book.clocks, entry, recorded_at=entry.recorded_at)


def stop_by_history(book: Book, clocks: Iterable[Clock], *, recorded_at: datetime) -> None:
    """Stop clocks that came to apply late, or run again, by what had happened since their start."""
    clocks = list(clocks)
    if not clocks:
        return
    rows = list(book.journal.entries(book))
    void = {number for row in rows for number in _voided(row)}
    for row in rows:
        if row.number not in void:
            _stop_by_entry(book, clocks, row, recorded_at=recorded_at)


def take_back(book: Book, entry: LogEntry) -> None:
    """A message that bounced was never sent: what it stopped runs on from its original start."""
    if not was_returned(entry.payload):
        return
    number = int(entry.payload["accepted_number"])
    _void_pause(book, number)
    stopped = [clock for clock in book.clocks if clock.stopped_by == number]
    for clock in stopped:
        revive(book, clock)
    stop_by_history(book, stopped, recorded_at=entry.recorded_at)


def _voided(row: LogEntry) -> Iterator[int]:
    """The number of an earlier entry that this one takes back."""
    if was_returned(row.payload):
        yield int(row.payload["accepted_number"])
    if row.entry == Entry.MERGE_UNDONE:
        yield int(row.payload["undoes"])


def _stop_by_entry(book: Book, clocks: Iterable[Clock], entry: LogEntry, *, recorded_at: datetime) -> None:
    for facts, at in _stated(book, entry):
        for clock in clocks:
            if clock.task_number != entry.payload.get("task"):
                continue
            fact = next((f for f in Fact if f in facts & terms_of(clock.promise_id).rule.stops_on), None)
            if fact is None or not _is_in_its_time(book, clock, at):
                continue
            if clock.state == ClockState.CANCELLED:
                clock.fires_at = None  # what was missed is done now: its ladder ends
            elif clock.stopped_at is None or at < clock.stopped_at:
                keep(book, clock, at=at, recorded_at=recorded_at, number=entry.number, fact=fact)


def _stated(book: Book, entry: LogEntry) -> Iterator[tuple[frozenset[Fact], datetime]]:
    """The facts of an entry, each at its time; the contacts of a merged ticket count at their own."""
    if entry.entry == Entry.MERGED_FROM:
        for contact in entry.payload["contacts"]:
            yield CONTACT_FACTS, from_text(contact["at"])
    else:
        yield facts_in(entry.entry, entry.payload) - _taken_back(book, entry), entry.happened_at


def _taken_back(book: Book, entry: LogEntry) -> frozenset[Fact]:
    """ "Solved" that reached the customer only after the matter had been opened again keeps nothing."""
    is_open = entry.entry == Entry.MESSAGE_ACCEPTED and book.ticket.state in OPEN
    return frozenset({Fact.RESOLUTION_SENT}) if is_open else frozenset()


def _is_in_its_time(book: Book, clock: Clock, at: datetime) -> bool:
    """From its start on; a daily promise is kept on its own day, before business opens or after it closes."""
    if starts_of(clock) is not Start.WORKING_DAY or clock.target_at is None:
        return at >= clock.started_at
    date_of, due_at = book.timetable(clock).local_date, clock.due_at or at
    return clock.started_at <= at <= due_at or date_of(at) in {date_of(clock.started_at), date_of(due_at)}


def _void_pause(book: Book, number: int) -> None:
    """The wait that began with a question nobody received never was."""
    rows = (row for row in book.journal.entries(book) if row.number == number)
    begun_at = next((row.happened_at for row in rows), None)
    for pause in book.pauses:
        if pause.cause == State.WAITING_CUSTOMER and pause.from_at == begun_at:
            pause.to_at = pause.from_at
            book.touch(pause)
