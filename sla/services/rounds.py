"""The end of a matter, by closing or by merging, and the end taken back."""

from core.moments import from_text
from core.worktime import between
from sla.facts import is_final_word
from sla.metrics import Start
from sla.models import EndCause
from sla.services.book import Book, starts_of
from sla.services.ending import close_breach, revive
from sla.services.firing import fire
from sla.services.settling import settle
from sla.services.starting import cancel_by
from sla.services.stopping import stop_by_history, stop_clocks
from tickets.entries import Entry
from tickets.models import LogEntry
from tickets.states import ENDED

ENDS = frozenset({Entry.CLOSED, Entry.MERGED_INTO})


def end_confirmed(book: Book, entry: LogEntry) -> None:
    """The customer confirmed before anything was reported as solved: his word ends what runs (D2.3c)."""
    if is_end(entry):
        end_clocks(book, entry)


def is_end(entry: LogEntry) -> bool:
    """Whether the matter ends with this entry, as far as the clocks are concerned."""
    return entry.entry in ENDS or is_final_word(entry.entry, entry.payload)


def end_clocks(book: Book, entry: LogEntry) -> None:
    """Closing ends whatever still runs; without the customer's confirmation that counts as missed."""
    is_merged = entry.entry == Entry.MERGED_INTO
    cause = EndCause.MERGED if is_merged else EndCause(entry.payload.get("cause", EndCause.CONFIRMED))
    for clock in book.clocks:
        breach = book.breaches.get(clock.pk)
        if breach is not None and breach.late_seconds is None:
            late_seconds = between(breach.due_at, max(entry.happened_at, breach.due_at))
            close_breach(book, breach, late_seconds=late_seconds, number=entry.number)
        if clock.is_live:
            cancel_by(book, clock, entry, cause)
        clock.fires_at = None


def end_again(book: Book, entry: LogEntry) -> None:
    """What a bounce lets run on in a matter that has ended ends by that end, missed or not."""
    if book.ticket.standing not in ENDED or not book.live:
        return
    end = _end_of(book)
    settle(book, happened_at=entry.happened_at, recorded_at=entry.recorded_at)
    fire(book, until=end.happened_at, noticed_at=max(entry.recorded_at, end.happened_at))
    end_clocks(book, end)


def _end_of(book: Book) -> LogEntry:
    """The entry that a matter which has ended did so with: the first since it was last opened again."""
    end: LogEntry | None = None
    for row in sorted(book.journal.entries(book), key=lambda row: row.number):
        if row.entry == Entry.REOPENED or (row.entry == Entry.MERGE_UNDONE and "state" in row.payload):
            end = None
        elif end is None and is_end(row):
            end = row
    if end is None:
        raise LookupError(f"nothing in the log ended {book.ticket}")
    return end


def take_over(book: Book, entry: LogEntry) -> None:
    """Another ticket was merged into this one: the earlier receipt counts, and so do its contacts."""
    _receive_at(book, entry)
    stop_clocks(book, entry)


def undo_merge(book: Book, entry: LogEntry) -> None:
    """The clocks run on as if the two had never been merged; recorded breaches stay."""
    number = entry.payload["undoes"]
    undone = [clock for clock in book.clocks if clock.stopped_by == number]
    if "state" not in entry.payload:
        for clock in undone:
            revive(book, clock)
        _receive_at(book, entry)
        stop_by_history(book, undone, recorded_at=entry.recorded_at)
        return
    _wait_again(book, entry)
    for clock in book.clocks:
        if clock in undone:
            revive(book, clock)
        elif (breach := book.breaches.get(clock.pk)) and breach.evidence[-1] == number:
            breach.late_seconds, clock.fires_at = None, breach.due_at  # its ladder goes on
            book.touch(breach)


def _wait_again(book: Book, entry: LogEntry) -> None:
    """A wait that only the merge had ended goes on."""
    merged = (row for row in book.journal.entries(book) if row.number == entry.payload["undoes"])
    merged_at = next(row.happened_at for row in merged)
    for pause in book.pauses:
        if pause.to_at == merged_at and pause.cause == entry.payload["state"]:
            pause.to_at = None
            book.touch(pause)


def _receive_at(book: Book, entry: LogEntry) -> None:
    """Running clocks of the first round start when the matter was received, the change being this entry's."""
    received_at = from_text(entry.payload["received_at"])
    for clock in book.live:
        is_of_receipt = starts_of(clock) is Start.RECEIVED and clock.cycle == 1
        if is_of_receipt and clock.started_at != received_at:
            clock.started_at = received_at
            clock.begun_at = clock.aimed_at = entry.happened_at
