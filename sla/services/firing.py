"""What happens when the instants of a clock are reached: warn, record the breach, escalate (B4.1).

One firing, its log entry and all that follows from it are one transaction. Within a ticket everything happens
in order of instant.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from core.moments import to_second, to_text
from core.worktime import between
from sla.models import Breach, Clock, ClockState, EndCause, Firing, Grade
from sla.rungs import Action, Kind
from sla.selectors.terms import terms_of
from sla.services.announcing import text_or_none, write
from sla.services.book import Book
from sla.services.days import following_day
from sla.services.ending import cancel, close_breach
from sla.services.settling import settle
from sla.services.starting import start_day
from sla.services.stopping import stop_by_history
from sla.timing import Moment, after_due
from tickets.entries import Entry

Announce: TypeAlias = Callable[[Book, Clock, Moment, datetime], None]
FACTS = frozenset({Kind.DUE, Kind.LIMIT})
Coming: TypeAlias = tuple[Moment, Clock]


def fire(book: Book, *, until: datetime, noticed_at: datetime) -> int:
    """Fire all that is due up to `until`, in order of instant; answers how much it was.

    The ticket must be locked; the caller settles the book afterwards.
    """
    fired = 0
    while (step := next_moment(book)) is not None and step[0].acts_at <= until:
        fire_one(book, *step, noticed_at)
        fired += 1
    return fired


def enter_late(book: Book, *, noticed_at: datetime) -> None:
    """What proves, after the fact, to have been kept too late: the ledger has it all the same (B4.1)."""
    for clock in book.clocks:
        if clock.state == ClockState.MET_LATE and not book.is_breached(clock):
            _enter(book, clock, noticed_at)


def _enter(book: Book, clock: Clock, noticed_at: datetime) -> None:
    """Due, and limit where it was passed; nobody has to climb or to act any more."""
    due_at, stopped_at, number = clock.due_at, clock.stopped_at, clock.stopped_by
    if due_at is None or stopped_at is None or number is None:
        raise ValueError("a clock that was kept late knows when it was due, and by what it was kept")
    is_dated = clock.target_at is not None
    for moment in after_due(due_at, book.terms(clock), book.allowed(clock), is_dated=is_dated):
        if moment.kind in FACTS and moment.acts_at <= stopped_at:
            fire_one(book, replace(moment, act=()), clock, noticed_at)
    late_seconds = between(due_at, stopped_at)
    close_breach(book, book.breaches[clock.pk], late_seconds=late_seconds, number=number)


def next_moment(book: Book) -> Coming | None:
    """The first thing that is still to happen to any of the clocks."""
    coming = [(moment, clock) for clock in book.clocks for moment in book.to_come(clock)[:1]]
    return min(coming, key=_order, default=None)


def fire_one(book: Book, moment: Moment, clock: Clock, noticed_at: datetime) -> None:
    """Record one firing with its consequences."""
    ANNOUNCE[moment.kind](book, clock, moment, noticed_at)
    for name in moment.act:
        book.journal.take(book, Action(name), happened_at=moment.at, recorded_at=noticed_at)
    book.fired[clock.pk] = book.fired.get(clock.pk, frozenset()) | {moment.key}
    book.new_firings.append(
        Firing(clock=clock, kind=moment.kind, level=moment.level, at=moment.at, noticed_at=noticed_at)
    )
    started = book.started
    if started or moment.act:  # what comes next has another ladder, another day
        settle(book, happened_at=moment.at, recorded_at=noticed_at)
    stop_by_history(book, started, recorded_at=noticed_at)  # the day's update may have left before it opened


def _order(step: Coming) -> tuple[datetime, bool, int, int]:
    moment, clock = step
    terms = terms_of(clock.promise_id)
    return moment.acts_at, moment.kind is Kind.TURN, terms.position, clock.cycle


def _warn(book: Book, clock: Clock, moment: Moment, noticed_at: datetime) -> None:
    due_at = text_or_none(clock.due_at)
    _write(book, Entry.PROMISE_WARNED, clock, moment, noticed_at, level=moment.level, due_at=due_at)


def _miss(book: Book, clock: Clock, moment: Moment, noticed_at: datetime) -> None:
    """Record the minor breach and say so; the entry that says it is part of the evidence."""
    breach = _breach(book, clock, moment, noticed_at)
    number = _write(
        book,
        Entry.PROMISE_MISSED,
        clock,
        moment,
        noticed_at,
        due_at=to_text(moment.at),
        breach=breach.number,
        caused_by_change=breach.is_caused_by_change,
    )
    breach.evidence = [number]
    book.breaches[clock.pk] = breach
    book.touch(breach)


def _breach(book: Book, clock: Clock, moment: Moment, noticed_at: datetime) -> Breach:
    terms, allowed = terms_of(clock.promise_id), book.allowed(clock)
    is_dated = clock.target_at is not None
    return Breach(
        clock=clock,
        ticket=book.ticket,
        due_at=moment.at,
        limit_at=book.terms(clock).limit_from(moment.at, allowed, is_dated=is_dated),
        noticed_at=to_second(noticed_at),
        responsible_id=book.journal.owner_at(book, moment.at, clock.task_number),
        allowed_seconds=allowed,
        pauses=[
            [to_text(begun), text_or_none(ended)]
            for begun, ended in book.spans(terms)
            if begun < moment.at and (ended is None or ended > max(begun, clock.started_at))
        ],
        is_caused_by_change=moment.at < clock.begun_at,
    )


def _climb(book: Book, clock: Clock, moment: Moment, noticed_at: datetime) -> None:
    _write(book, Entry.ESCALATED, clock, moment, noticed_at, rung=moment.level)


def _pass_limit(book: Book, clock: Clock, moment: Moment, noticed_at: datetime) -> None:
    """Past the limit a manager has to assess the customer's loss (B4.2); a task is no promise to him."""
    breach = book.breaches[clock.pk]
    if clock.task_number is None:
        breach.grade = Grade.ASSESSMENT_DUE
    breach.limit_passed_at = to_second(noticed_at)
    number = _write(
        book,
        Entry.LIMIT_PASSED,
        clock,
        moment,
        noticed_at,
        limit_at=to_text(moment.at),
        breach=breach.number,
    )
    breach.evidence = [*breach.evidence, number]
    book.touch(breach)


def _turn_day(book: Book, clock: Clock, moment: Moment, noticed_at: datetime) -> None:
    """The next working day of a daily promise begins; a day without an update is over, and stays missed."""
    if clock.is_live:
        cancel(book, clock, happened_at=moment.at, recorded_at=noticed_at, cause=EndCause.DAY_OVER)
    terms = book.current(terms_of(clock.promise_id))
    start_day(book, terms, following_day, begun_at=moment.at, recorded_at=noticed_at)


ANNOUNCE: Mapping[Kind, Announce] = {
    Kind.WARNING: _warn,
    Kind.DUE: _miss,
    Kind.RUNG: _climb,
    Kind.LIMIT: _pass_limit,
    Kind.TURN: _turn_day,
}


def _write(
    book: Book, entry: Entry, clock: Clock, moment: Moment, noticed_at: datetime, **facts: object
) -> int:
    return write(
        book,
        entry,
        clock,
        happened_at=moment.at,
        recorded_at=noticed_at,
        noticed_at=to_text(noticed_at),
        told=book.journal.told(book, clock, moment),
        **facts,
    )
