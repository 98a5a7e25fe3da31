"""From the terms of a promise to instants: due, limit, warnings, rungs, and what is left while paused.

Pure: no database, no clock of its own. Instants are aware UTC in whole seconds, durations whole seconds of
the timetable's open time. Paused time is not counted; a pause that begins at or after due changes nothing,
and so does one that lies outside open hours (semantics, section 3).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from core.worktime import CLOSE_OF_BUSINESS, ELAPSED, Convention, Timetable
from sla.rungs import WHOLE, Kind, Ladder, Rung
from sla.units import Unit

Pause: TypeAlias = tuple[datetime, datetime | None]
Stretch: TypeAlias = tuple[datetime, datetime | None]
Fired: TypeAlias = tuple[str, int, datetime]  # kind, level, instant

# A breach begins after due: what happens within the second of the due is in time.
JUST_AFTER = timedelta(seconds=1)
ACTS_AT_ONCE = frozenset({Kind.WARNING, Kind.RUNG})


@dataclass(frozen=True, slots=True)
class Terms:
    """What was promised for one priority, in one version of a calendar, and who is told when.

    `agreed` and `limit` are seconds, or days where `unit` is working days. A due that was set (`target_at`,
    the promised date or the end of a day) has no amount; its limit is the same span again, at least one
    working day.
    """

    unit: str
    agreed: int
    limit: int
    ladder: Ladder
    timetable: Timetable = ELAPSED
    convention: Convention = CLOSE_OF_BUSINESS

    def due_from(self, started_at: datetime) -> datetime:
        """Where the time agreed leads, without any pause."""
        return self._reach(started_at, self.agreed)

    def limit_from(self, due_at: datetime, allowed_seconds: int, *, is_dated: bool) -> datetime:
        """The prescribed limit that belongs to a due instant."""
        if not is_dated:
            return self._reach(due_at, self.limit - self.agreed)
        again = self.timetable.add(due_at, allowed_seconds)
        return max(again, self.timetable.add_working_days(due_at, 1, CLOSE_OF_BUSINESS))

    def _reach(self, start: datetime, amount: int) -> datetime:
        if self.unit == Unit.WORKING_DAYS:
            return self.timetable.add_working_days(start, amount, self.convention)
        return self.timetable.add(start, amount)


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happens to a clock at `at`; `level` is the rung's share in thousandths."""

    kind: Kind
    level: int
    at: datetime
    tell: tuple[str, ...] = ()
    act: tuple[str, ...] = ()

    @property
    def acts_at(self) -> datetime:
        """When it may be acted upon: stopping exactly at due, or at the limit, is still in time."""
        return self.at if self.kind in ACTS_AT_ONCE else self.at + JUST_AFTER

    @property
    def key(self) -> Fired:
        return (self.kind.value, self.level, self.at)


@dataclass(frozen=True, slots=True)
class Aim:
    """Where a clock is heading. While paused `due_at` and `limit_at` are None and `left_seconds` is set."""

    due_at: datetime | None
    limit_at: datetime | None
    risk_at: datetime | None
    left_seconds: int | None
    allowed_seconds: int
    moments: tuple[Moment, ...]

    @property
    def is_paused(self) -> bool:
        return self.due_at is None


def aim(
    *, started_at: datetime, terms: Terms, pauses: Iterable[Pause] = (), target_at: datetime | None = None
) -> Aim:
    """Every instant of a clock that started at `started_at` and was paused during `pauses` (any order)."""
    nominal = target_at or terms.due_from(started_at)
    allowed = allowed_seconds(started_at, nominal, terms)
    stretches = tuple(_stretches(started_at, pauses))
    due_at, left = _due(started_at, nominal, allowed, stretches, terms.timetable)
    moments = list(_warnings(stretches, allowed, terms))
    risk_at = moments[0].at if moments else due_at
    if due_at is None:
        return Aim(None, None, risk_at, left, allowed, tuple(moments))
    later = after_due(due_at, terms, allowed, is_dated=target_at is not None)
    return Aim(due_at, later[-1].at, risk_at, None, allowed, (*moments, *later))


def allowed_seconds(started_at: datetime, nominal: datetime, terms: Terms) -> int:
    """The open time that a clock has, whatever unit it was promised in."""
    return terms.timetable.between(started_at, max(started_at, nominal))


def after_due(due_at: datetime, terms: Terms, allowed: int, *, is_dated: bool) -> list[Moment]:
    """Due and limit, which always happen, and the rungs between them, in order."""
    limit_at = terms.limit_from(due_at, allowed, is_dated=is_dated)
    span = terms.timetable.between(due_at, limit_at)
    rungs = sorted((r for r in terms.ladder if r.kind is Kind.RUNG), key=lambda rung: rung.share)
    ends = {rung.kind: rung for rung in terms.ladder}
    return [
        _moment(Kind.DUE, due_at, ends.get(Kind.DUE)),
        *(_moment(Kind.RUNG, terms.timetable.add(due_at, span * r.share // WHOLE), r) for r in rungs),
        _moment(Kind.LIMIT, limit_at, ends.get(Kind.LIMIT)),
    ]


def counted_seconds(
    *, started_at: datetime, until: datetime, pauses: Iterable[Pause] = (), timetable: Timetable = ELAPSED
) -> int:
    """How much of the time allowed was used between `started_at` and `until`."""
    spans = ((a, until if b is None else min(b, until)) for a, b in _stretches(started_at, pauses))
    return sum(timetable.between(a, b) for a, b in spans if a < b)


def pending(moments: Sequence[Moment], *, fired: frozenset[Fired], aimed_at: datetime) -> list[Moment]:
    """What is still to happen, in order.

    A level that fired fires again only when a later aim (a pause, a change) moved it to an instant that was
    still ahead at that aim (`aimed_at`).
    """
    levels = {(kind, level) for kind, level, _at in fired}
    return [
        moment
        for moment in moments
        if moment.key not in fired
        and ((moment.kind.value, moment.level) not in levels or moment.at > aimed_at)
    ]


def _moment(kind: Kind, at: datetime, rung: Rung | None) -> Moment:
    return Moment(kind, rung.share, at, rung.tell, rung.act) if rung else Moment(kind, 0, at)


def _stretches(started_at: datetime, pauses: Iterable[Pause]) -> Iterator[Stretch]:
    """The counted stretches `[a, b)` from the start on; the last one is open unless a pause is."""
    begin = started_at
    for paused_at, resumed_at in sorted(pauses, key=lambda pause: pause[0]):
        if resumed_at is not None and resumed_at <= begin:
            continue
        if paused_at > begin:
            yield begin, paused_at
        if resumed_at is None:
            return
        begin = resumed_at
    yield begin, None


def _due(
    started_at: datetime,
    nominal: datetime,
    allowed: int,
    stretches: Sequence[Stretch],
    timetable: Timetable,
) -> tuple[datetime | None, int]:
    """The due instant and 0; or None and the open seconds left, while a pause keeps it away."""
    due_at, counted, paused_at = nominal, 0, started_at
    for begin, end in stretches:
        if timetable.between(paused_at, begin):  # open time that did not count: what was left starts here
            due_at = timetable.add(begin, allowed - counted)
        if end is None or end >= due_at:
            return due_at, 0
        counted += timetable.between(begin, end)
        paused_at = end
    return None, allowed - counted


def _reach(stretches: Sequence[Stretch], seconds: int, timetable: Timetable) -> datetime | None:
    """The earliest instant at which `seconds` have been counted; None while a pause keeps it away."""
    left = seconds
    for begin, end in stretches:
        if end is None or timetable.between(begin, end) >= left:
            return timetable.add(begin, left)
        left -= timetable.between(begin, end)
    return None


def _warnings(stretches: Sequence[Stretch], allowed: int, terms: Terms) -> Iterator[Moment]:
    rungs = sorted((r for r in terms.ladder if r.kind is Kind.WARNING), key=lambda rung: rung.share)
    for rung in rungs:
        at = _reach(stretches, allowed * rung.share // WHOLE, terms.timetable)
        if at is not None:
            yield _moment(rung.kind, at, rung)
