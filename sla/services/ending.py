"""How clocks end: kept by a fact, or cancelled. And how an end is taken back."""

from datetime import datetime

from core.moments import to_text
from core.worktime import between
from sla.models import Breach, Clock, ClockState, EndCause
from sla.services.announcing import write
from sla.services.book import Book
from tickets.entries import Entry

# A missed promise that ended so is still owed an answer to: its ladder goes on.
LADDER_GOES_ON = frozenset({EndCause.NO_LONGER_APPLIES, EndCause.DAY_OVER, EndCause.NEW_DATE, EndCause.MOVED})


def cancel(
    book: Book,
    clock: Clock,
    *,
    happened_at: datetime,
    recorded_at: datetime,
    cause: EndCause,
    number: int | None = None,
) -> None:
    """End a clock without its promise kept. `number`: the log entry that ended it, where there was one."""
    clock.state, clock.stopped_at, clock.end_cause = ClockState.CANCELLED, happened_at, cause
    clock.stopped_by = number
    clock.left_seconds = None
    if not book.is_breached(clock) or cause not in LADDER_GOES_ON:
        clock.fires_at = None
    write(
        book,
        Entry.PROMISE_CANCELLED,
        clock,
        happened_at=happened_at,
        recorded_at=recorded_at,
        cause=cause.value,
    )


def keep(
    book: Book,
    clock: Clock,
    *,
    at: datetime,
    recorded_at: datetime,
    number: int,
    fact: str,
) -> None:
    """Met at or before due; a breached clock can only end late, contested if it was in time after all."""
    breach = book.breaches.get(clock.pk)
    if breach is None:
        aim_at_stop(book, clock, at)
    due_at = clock.due_at or at
    late_seconds = between(due_at, at) if at > due_at else 0
    clock.state = ClockState.MET_LATE if breach or late_seconds else ClockState.MET
    clock.stopped_at, clock.stopped_by, clock.stop_fact = at, number, fact
    clock.left_seconds, clock.fires_at = None, None
    is_contested = breach is not None and at <= due_at
    if breach is not None:
        close_breach(book, breach, late_seconds=late_seconds, number=number, is_contested=is_contested)
    write(
        book,
        Entry.PROMISE_MET,
        clock,
        happened_at=at,
        recorded_at=recorded_at,
        due_at=to_text(due_at),
        stopped_at=to_text(at),
        late_seconds=late_seconds,
        **({"contested": True} if is_contested else {}),
    )


def aim_at_stop(book: Book, clock: Clock, at: datetime) -> None:
    """Due and limit as they stand at the stop; a pause that still runs ends there."""
    pauses = book.pauses
    book.pauses = [pause.until(at) for pause in pauses if pause.from_at < at]
    aim = book.aim(clock)
    book.pauses = pauses
    clock.due_at, clock.limit_at = aim.due_at, aim.limit_at


def close_breach(
    book: Book, breach: Breach, *, late_seconds: int, number: int, is_contested: bool = False
) -> None:
    """Complete the ledger's entry: by how much, and the log entry that ended it. The breach itself stays."""
    breach.late_seconds = late_seconds
    breach.is_contested = breach.is_contested or is_contested
    breach.evidence = [*breach.evidence, number]
    book.touch(breach)


def revive(book: Book, clock: Clock, *, begun_at: datetime | None = None) -> None:
    """Let an ended clock run on from its original start; a breach of it is open again.

    The settling aims it and says in the log that it goes on, unless its breach is recorded already.
    """
    breach = book.breaches.get(clock.pk)
    clock.state = ClockState.RUNNING if breach else ClockState.PAUSED
    clock.stopped_at, clock.stopped_by = None, None
    clock.stop_fact, clock.end_cause = "", ""
    if begun_at is not None:
        clock.begun_at = clock.aimed_at = begun_at
    if breach is not None:
        breach.late_seconds = None
        book.touch(breach)
