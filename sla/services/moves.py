"""What another version of a commitment or of a calendar does to the clocks of one ticket.

A deadline that would become later stays as it is, unless the customer consented or a statutory holiday is
the reason; earlier ones always move (semantics, section 1).
"""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sla.metrics import Start
from sla.models import Clock, EndCause
from sla.selectors.terms import PromiseTerms, terms_of, terms_of_version
from sla.selectors.timetables import calendar_of, timetable_of, version_for_clock
from sla.services.announcing import text_or_none
from sla.services.book import Book, starts_of
from sla.services.days import following_day
from sla.services.starting import ChooseDay, cancel_by, start_applicable, start_day
from sla.timing import Aim, Moment
from tickets.models import LogEntry


@dataclass(frozen=True, slots=True)
class Move:
    """One running clock and where another version would take it; a paused one has no due instants.

    `now_due_at` is None as well where the new version no longer makes the promise.
    """

    ticket_id: int
    ticket_number: str
    ticket_title: str
    clock_id: int
    metric: str
    clause: str
    was_due_at: datetime | None
    now_due_at: datetime | None
    is_later: bool

    @property
    def is_moved(self) -> bool:
        return self.was_due_at != self.now_due_at

    def as_data(self) -> dict[str, Any]:
        """For the log: what the customer is told of."""
        return {
            "metric": self.metric,
            "clause": self.clause,
            "was": text_or_none(self.was_due_at),
            "now_is": text_or_none(self.now_due_at),
        }


def calendar_moves(book: Book, version_id: int, calendar_id: int) -> Iterator[Move]:
    """The running clocks of a calendar under another version of it. What is missed already stays."""
    versions = {clock.calendar_id for clock in book.live}
    mine = {pk for pk in versions if pk is not None and calendar_of(pk) == calendar_id}
    for clock in book.live:
        if clock.calendar_id in mine - {version_id} and not book.is_breached(clock):
            yield _move(book, clock, _aim_with(book, clock, version_id))


def version_moves(book: Book, version_id: int) -> Iterator[Move]:
    """The running clocks of a ticket under the promises of another version. What is missed already stays."""
    promises = [terms for terms in terms_of_version(version_id) if book.applies(terms)]
    for clock in book.live:
        is_ours = clock.task_number is None and not book.is_breached(clock)
        if is_ours and terms_of(clock.promise_id).version_id != version_id:
            metric = terms_of(clock.promise_id).metric
            terms = next((terms for terms in promises if terms.metric == metric), None)
            yield _move(book, clock, _aim_under(book, clock, terms) if terms else None)


def apply_calendar_version(book: Book, entry: LogEntry) -> None:
    """The clocks that the entry names run by another version of their calendar from now on."""
    named = set(entry.payload["clocks"])
    for clock in book.live:
        if clock.pk in named:
            _set_calendar(clock, entry.payload["version"])
            clock.aimed_at = entry.happened_at


def move_to_version(book: Book, entry: LogEntry) -> None:
    """The promises of another version take over the clocks that the entry names, each from its start.

    What the new version promises besides starts from its own start event.
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
    if entry.payload["consent"]:
        _give_up_days(book, entry)
    start_applicable(book, entry)


def _give_up_days(book: Book, entry: LogEntry) -> None:
    """A letter without daily updates, agreed to by the customer: the next day is over before it begins."""
    for clock in list(book.clocks):
        turn, terms = next(iter(book.turns(clock)), None), terms_of(clock.promise_id)
        if turn is None or book.current(terms).version_id == entry.payload["version"]:
            continue
        if clock.is_live:
            cancel_by(book, clock, entry, EndCause.MOVED)
        times = {"begun_at": entry.happened_at, "recorded_at": entry.recorded_at}
        start_day(book, terms, _day_after(turn), **times)
        cancel_by(book, book.clocks[-1], entry, EndCause.MOVED)


def _day_after(turn: Moment) -> ChooseDay:
    return lambda timetable, _begun_at: following_day(timetable, turn.at)


def _take_over(book: Book, terms: PromiseTerms, clock: Clock, entry: LogEntry) -> None:
    book.add_clock(
        terms,
        calendar_id=book.journal.calendar_for(book, terms),
        started_at=clock.started_at,
        begun_at=entry.happened_at,
        recorded_at=entry.recorded_at,
        cycle=max(clock.cycle, book.next_cycle(terms.id)),
        target_at=clock.target_at,
    )


def _move(book: Book, clock: Clock, aim: Aim | None) -> Move:
    terms, now_is = terms_of(clock.promise_id), book.aim(clock)
    return Move(
        ticket_id=book.ticket.pk,
        ticket_number=book.ticket.number,
        ticket_title=book.ticket.title,
        clock_id=clock.pk,
        metric=terms.metric,
        clause=terms.clause,
        was_due_at=now_is.due_at,
        now_due_at=aim.due_at if aim else None,
        is_later=aim is None or _is_later(aim, now_is),
    )


def _is_later(aim: Aim, now_is: Aim) -> bool:
    """Compared by what is left, while a pause keeps both from having an instant."""
    if aim.due_at is not None and now_is.due_at is not None:
        return aim.due_at > now_is.due_at
    return (aim.left_seconds or 0) > (now_is.left_seconds or 0)


def _aim_with(book: Book, clock: Clock, version_id: int) -> Aim:
    other = copy(clock)
    _set_calendar(other, version_id)
    return book.aim(other)


def _aim_under(book: Book, clock: Clock, terms: PromiseTerms) -> Aim:
    other = copy(clock)
    other.promise_id = terms.id
    other.calendar_id = version_for_clock(terms, book.ticket.branch_id)
    return book.aim(other)


def _set_calendar(clock: Clock, version_id: int) -> None:
    """A daily promise moves to the day that is open under the new version."""
    clock.calendar_id = version_id
    if starts_of(clock) is Start.WORKING_DAY:
        opens_at, clock.target_at = following_day(timetable_of(version_id), clock.started_at)
        clock.started_at = max(clock.started_at, opens_at)
