"""What makes the clocks of a promise start: one function for each start of the metrics' table."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeAlias

from core.moments import from_text
from core.worktime import Timetable
from sla.facts import Fact, sets_a_date
from sla.metrics import Start
from sla.models import Clock, ClockState, EndCause
from sla.selectors.terms import PromiseTerms, terms_of
from sla.selectors.timetables import timetable_of
from sla.services.book import Book, starts_of
from sla.services.days import Day, first_day
from sla.services.ending import cancel, revive
from tickets.choices import State
from tickets.models import LogEntry
from tickets.states import OPEN

Starter: TypeAlias = Callable[[Book, PromiseTerms, LogEntry], None]
ChooseDay: TypeAlias = Callable[[Timetable, datetime], Day]


def start_applicable(book: Book, entry: LogEntry) -> None:
    """Start or revive the clock of each promise that applies and whose start has come."""
    for terms in book.promises:
        if book.applies(terms):
            STARTERS[terms.rule.starts](book, terms, entry)


def set_date(book: Book, entry: LogEntry) -> None:
    """A promised date was set: the clock of the resolution begins, an earlier one of it gives way.

    Whether a date binds was decided when it was given (semantics, section 3, resolution).
    """
    if not sets_a_date(entry.payload):
        return
    for terms in book.promises:
        if terms.rule.starts is Start.PROMISED_DATE and book.applies(terms):
            last = book.latest_of(terms.metric)
            if last is not None and last.is_live:
                cancel_by(book, last, entry, EndCause.NEW_DATE)
            start_by_date(book, terms, entry, from_text(entry.payload["completes_at"]))


def start_by_date(
    book: Book, terms: PromiseTerms, entry: LogEntry, target_at: datetime, *, task: int | None = None
) -> None:
    """A clock, of the ticket or of a department's task, that is due at a date that was set."""
    book.add_clock(
        terms,
        calendar_id=book.journal.calendar_for(book, terms),
        started_at=entry.happened_at,
        begun_at=entry.happened_at,
        recorded_at=entry.recorded_at,
        cycle=book.next_cycle(terms.id) if task is None else book.next_cycle_of_task(task),
        target_at=target_at,
        task=task,
    )


def start_day(
    book: Book, terms: PromiseTerms, choose: ChooseDay, *, begun_at: datetime, recorded_at: datetime
) -> None:
    """The cycle of one working day, due at close of business (D2.3a)."""
    calendar_id = book.journal.calendar_for(book, terms)
    started_at, closes_at = choose(timetable_of(calendar_id), begun_at)
    book.add_clock(
        terms,
        calendar_id=calendar_id,
        started_at=started_at,
        begun_at=begun_at,
        recorded_at=recorded_at,
        cycle=book.next_cycle(terms.id),
        target_at=closes_at,
    )


def start_follow_up(book: Book, entry: LogEntry) -> None:
    """Solved: from here on the customer is owed a word about the result; daily updates are over."""
    for clock in book.live:
        if starts_of(clock) is Start.WORKING_DAY:
            cancel_by(book, clock, entry, EndCause.NO_LONGER_APPLIES)
    start_applicable(book, entry)


def start_round(book: Book, entry: LogEntry) -> None:
    """Reopening starts a new cycle of contact and of every promise that `resolved` had stopped.

    Earlier cycles stay as they were.
    """
    for clock in book.live:
        if starts_of(clock) is Start.RESOLVED:
            cancel_by(book, clock, entry, EndCause.NO_LONGER_APPLIES)
    again = [terms for terms in book.promises if book.applies(terms) and _starts_again(book, terms)]
    cycle = book.round + 1
    for terms in again:
        if terms.rule.starts is Start.PROMISED_DATE:
            _promise_again(book, terms, entry)
        else:
            _start(book, terms, entry, started_at=entry.happened_at, cycle=cycle)
    for terms in book.promises:
        if terms.rule.starts is Start.WORKING_DAY and book.applies(terms):
            _begin_days(book, terms, entry)


def _starts_again(book: Book, terms: PromiseTerms) -> bool:
    last = book.latest_of(terms.metric)
    return terms.rule.restarts or (last is not None and last.stop_fact == Fact.RESOLUTION_SENT)


def _promise_again(book: Book, terms: PromiseTerms, entry: LogEntry) -> None:
    """The promised date while it lies ahead, else the same span again."""
    last = book.latest_of(terms.metric)
    if last is None or last.target_at is None:
        return
    at = entry.happened_at
    again = last.target_at if last.target_at > at else at + (last.target_at - last.started_at)
    start_by_date(book, terms, entry, again)


def _on_receipt(book: Book, terms: PromiseTerms, entry: LogEntry) -> None:
    """A promise that comes back goes on from its original start: nobody escapes it by re-labelling."""
    last = book.latest(terms.id)
    if last is None or (last.cycle < book.round and _was_set_aside(last)):
        if _is_promised_already(book, terms):
            return
        _start(book, terms, entry, started_at=_round_start(book), cycle=book.round)
    elif _was_set_aside(last):
        revive(book, last, begun_at=entry.happened_at)


def _is_promised_already(book: Book, terms: PromiseTerms) -> bool:
    """Whether the same was done, in other words, or still runs under the version it stayed with."""
    last = book.latest_of(terms.metric)
    if last is None:
        return False
    stayed = last.is_live and terms_of(last.promise_id).version_id != terms.version_id
    return stayed or last.state in {ClockState.MET, ClockState.MET_LATE}


def _on_date(book: Book, terms: PromiseTerms, entry: LogEntry) -> None:
    last = book.latest_of(terms.metric)
    if book.ticket.state not in OPEN:
        return
    if last is not None and _was_set_aside(last) and last.promise_id == terms.id:
        revive(book, last, begun_at=entry.happened_at)
    elif (last is None or _was_set_aside(last)) and book.ticket.promised_at is not None:
        start_by_date(book, terms, entry, book.ticket.promised_at)


def _begin_days(book: Book, terms: PromiseTerms, entry: LogEntry) -> None:
    """Begin with the first day that counts, unless a day is under way or the next one follows by itself."""
    last, at = book.latest_of(terms.metric), entry.happened_at
    is_under_way = last is not None and (last.is_live or any(turn.at > at for turn in book.turns(last)))
    if book.ticket.state in OPEN and not is_under_way:
        start_day(book, terms, first_day, begun_at=entry.happened_at, recorded_at=entry.recorded_at)


def _on_resolved(book: Book, terms: PromiseTerms, entry: LogEntry) -> None:
    resolved_at, last = book.ticket.resolved_at, book.latest_of(terms.metric)
    if book.ticket.state != State.RESOLVED or resolved_at is None:
        return
    is_new = last is None or last.started_at < resolved_at or _was_set_aside(last)
    mine = book.latest(terms.id)
    if is_new and mine is not None and mine.started_at == resolved_at:
        revive(book, mine, begun_at=entry.happened_at)
    elif is_new:
        _start(book, terms, entry, started_at=resolved_at, cycle=book.next_cycle(terms.id))


def _start(book: Book, terms: PromiseTerms, entry: LogEntry, *, started_at: datetime, cycle: int) -> None:
    book.add_clock(
        terms,
        calendar_id=book.journal.calendar_for(book, terms),
        started_at=started_at,
        begun_at=entry.happened_at,
        recorded_at=entry.recorded_at,
        cycle=cycle,
    )


def cancel_by(book: Book, clock: Clock, entry: LogEntry, cause: EndCause) -> None:
    """End a clock by what a log entry says."""
    cancel(
        book,
        clock,
        happened_at=entry.happened_at,
        recorded_at=entry.recorded_at,
        cause=cause,
        number=entry.number,
    )


def _was_set_aside(clock: Clock) -> bool:
    return clock.state == ClockState.CANCELLED and clock.end_cause == EndCause.NO_LONGER_APPLIES


def _round_start(book: Book) -> datetime:
    """When the matter was received, or last reopened."""
    mine = (c for c in book.clocks if c.cycle == book.round and starts_of(c) is Start.RECEIVED)
    return max((clock.started_at for clock in mine), default=book.ticket.received_at)


STARTERS: Mapping[Start, Starter] = {
    Start.RECEIVED: _on_receipt,
    Start.PROMISED_DATE: _on_date,
    Start.WORKING_DAY: _begin_days,
    Start.RESOLVED: _on_resolved,
}
