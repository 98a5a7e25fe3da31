"""From the terms of a promise to instants: due, limit, warnings, rungs, and what is left while paused.

Pure: no database, no clock of its own. Instants are aware UTC in whole seconds, durations whole seconds.
Paused time is not counted; a pause that begins at or after due changes nothing (semantics, section 3).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from core.worktime import add, between
from sla.rungs import WHOLE, Kind, Ladder

Pause: TypeAlias = tuple[datetime, datetime | None]
Fired: TypeAlias = tuple[str, int, datetime]  # kind, level, instant

# A breach begins after due: the first instant past a whole second that a database can tell apart.
JUST_AFTER = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """What was promised for one priority: agreed and limit in seconds, and who is told when."""

    agreed: int
    limit: int
    ladder: Ladder


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happens to a clock at `at`; `level` is the rung's share in thousandths."""

    kind: Kind
    level: int
    at: datetime
    tell: tuple[str, ...]

    @property
    def acts_at(self) -> datetime:
        """When it may be acted upon: stopping exactly at due, or at the limit, is still in time."""
        return self.at + JUST_AFTER if self.kind in {Kind.DUE, Kind.LIMIT} else self.at

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
    moments: tuple[Moment, ...]

    @property
    def is_paused(self) -> bool:
        return self.due_at is None


def aim(*, started_at: datetime, terms: Terms, pauses: Iterable[Pause] = ()) -> Aim:
    """Every instant of a clock that started at `started_at` and was paused during `pauses` (any order)."""
    stretches = tuple(_stretches(started_at, pauses))
    due_at = _reach(stretches, terms.agreed)
    moments = list(_warnings(stretches, terms))
    risk_at = moments[0].at if moments else due_at
    if due_at is None:
        left = terms.agreed - sum(between(a, b) for a, b in stretches if b is not None)
        return Aim(None, None, risk_at, left, tuple(moments))
    later = after_due(due_at, terms)
    return Aim(due_at, later[-1].at, risk_at, None, (*moments, *later))


def after_due(due_at: datetime, terms: Terms) -> list[Moment]:
    """Due and limit, which always happen, and the rungs between them, in order."""
    span = terms.limit - terms.agreed
    told = {rung.kind: rung.tell for rung in terms.ladder}
    rungs = sorted((r for r in terms.ladder if r.kind is Kind.RUNG), key=lambda rung: rung.share)
    return [
        Moment(Kind.DUE, 0, due_at, told.get(Kind.DUE, ())),
        *(Moment(r.kind, r.share, add(due_at, span * r.share // WHOLE), r.tell) for r in rungs),
        Moment(Kind.LIMIT, 0, add(due_at, span), told.get(Kind.LIMIT, ())),
    ]


def counted_seconds(*, started_at: datetime, until: datetime, pauses: Iterable[Pause] = ()) -> int:
    """How much of the time allowed was used between `started_at` and `until`."""
    spans = ((a, until if b is None else min(b, until)) for a, b in _stretches(started_at, pauses))
    return sum(between(a, b) for a, b in spans if a < b)


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


def _stretches(started_at: datetime, pauses: Iterable[Pause]) -> Iterator[tuple[datetime, datetime | None]]:
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


def _reach(stretches: Sequence[tuple[datetime, datetime | None]], seconds: int) -> datetime | None:
    """The earliest instant at which `seconds` have been counted; None while a pause keeps it away."""
    left = seconds
    for begin, end in stretches:
        if end is None or between(begin, end) >= left:
            return add(begin, left)
        left -= between(begin, end)
    return None


def _warnings(stretches: Sequence[tuple[datetime, datetime | None]], terms: Terms) -> Iterator[Moment]:
    rungs = sorted((r for r in terms.ladder if r.kind is Kind.WARNING), key=lambda rung: rung.share)
    for rung in rungs:
        at = _reach(stretches, terms.agreed * rung.share // WHOLE)
        if at is not None:
            yield Moment(rung.kind, rung.share, at, rung.tell)
