"""What stops a clock: only the facts that its metric's row names (semantics, section 3)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from core.moments import from_text
from sla.facts import CONTACT_FACTS, Fact, facts_in, is_final_word, was_returned
from sla.metrics import Start
from sla.models import Clock, ClockState, Pause
from sla.selectors.terms import terms_of
from sla.services.book import Book, starts_of
from sla.services.ending import LADDER_GOES_ON, aim_at_stop, keep, revive
from tickets.choices import State
from tickets.entries import Entry
from tickets.models import LogEntry
from tickets.states import ENDED, OPEN


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
    """A message that bounced was never sent: what it stopped runs on from its original start.

    The ladder that it ended goes on, and the wait that it began never was.
    """
    if not was_returned(entry.payload):
        return
    number = int(entry.payload["accepted_number"])
    rows = list(book.journal.entries(book))
    accepted = next(row for row in rows if row.number == number)
    _void_pause(book, accepted)
    stopped = [clock for clock in book.clocks if clock.stopped_by == number]
    for clock in stopped:
        revive(book, clock)
    closed = [row.happened_at for row in rows if _closes(row)]
    answered = [clock for clock in book.clocks if _is_answered(book, clock, accepted, closed)]
    for clock in answered:
        clock.fires_at = clock.due_at
    stop_by_history(book, [*stopped, *answered], recorded_at=entry.recorded_at)


def _is_answered(book: Book, clock: Clock, row: LogEntry, closed: Iterable[datetime]) -> bool:
    """Whether the clock was missed and had ended otherwise, so that this only ended its ladder.

    A closing since then would have ended it, too.
    """
    ended_at = clock.stopped_at
    is_open = book.ticket.standing not in ENDED and not any(at >= (ended_at or at) for at in closed)
    is_owed = clock.state == ClockState.CANCELLED and clock.end_cause in LADDER_GOES_ON
    answers = facts_in(row.entry, row.payload) & terms_of(clock.promise_id).rule.stops_on
    return is_owed and is_open and book.is_breached(clock) and bool(answers)


def _closes(row: LogEntry) -> bool:
    return row.entry == Entry.CLOSED or is_final_word(row.entry, row.payload)


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


def _void_pause(book: Book, accepted: LogEntry) -> None:
    """The wait that began with a question nobody received never was; what it helped keep is judged again."""
    for pause in book.pauses:
        if pause.cause == State.WAITING_CUSTOMER and pause.from_at == accepted.happened_at:
            pause.to_at = pause.from_at
            book.touch(pause)
            _judge_again(book, pause)


def _judge_again(book: Book, pause: Pause) -> None:
    """What was kept after the wait had begun: in time still, or late after all."""
    for clock in book.clocks:
        if clock.state != ClockState.MET or clock.stopped_at is None or clock.stopped_at <= pause.from_at:
            continue
        if pause.cause in terms_of(clock.promise_id).rule.pauses_while:
            aim_at_stop(book, clock, clock.stopped_at)
            is_late = clock.due_at is not None and clock.stopped_at > clock.due_at
            clock.state = ClockState.MET_LATE if is_late else ClockState.MET
