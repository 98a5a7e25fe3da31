"""Where a promise's line, its stretches and its marks lie: pure geometry in percent, no Django, no clock.

The scale runs from the start to the deadline; when the deadline was overrun, to the end of the overrun, with
the deadline inside. A paused promise has no deadline: what is left is drawn as if it went on now. A promise
with neither (the owner until the customer confirms) is open: an arrow instead of a bar.

The track is the way as it was laid, open hours and closed ones; the stretches are what has happened on it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Protocol, TypeAlias

Pause: TypeAlias = tuple[datetime, datetime | None]
Span: TypeAlias = tuple[datetime, datetime]
Piece: TypeAlias = tuple[str, datetime, datetime]

OPEN_SHARE = 70.0  # where "now" stands on a line without an end
EDGE = 12.0  # nearer to an end than this, a label is anchored there so that it stays on the page
FINEST = 1.0  # a closed stretch thinner than this cannot be seen: it joins the open time around it


class PromiseLike(Protocol):
    """What the line needs to know of a promise; instants are aware.

    `aims_at` is its deadline, or where that of a paused one would be if it went on now. `closed` are the
    stretches of its calendar without open hours, in order.
    """

    @property
    def tone(self) -> str: ...
    @property
    def started_at(self) -> datetime | None: ...
    @property
    def aims_at(self) -> datetime | None: ...
    @property
    def stopped_at(self) -> datetime | None: ...
    @property
    def pauses(self) -> Sequence[Pause]: ...
    @property
    def closed(self) -> Sequence[Span]: ...
    @property
    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Stretch:
    """One piece of the line.

    Of the track: `left` (open hours) or `closed`. Of what happened: `go` (counted), `stop` (paused) or
    `over` (past the deadline).
    """

    kind: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Mark:
    """Where things stand: `kind` is now or done; `anchor` is "a" near the start, "z" near the end."""

    kind: str
    at: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Rail:
    """The whole line; positions are percentages from 0 to 100. `due` is None for an open one."""

    track: tuple[Stretch, ...]
    stretches: tuple[Stretch, ...]
    due: float | None
    mark: Mark | None
    is_open: bool
    is_overrun: bool

    @property
    def kinds(self) -> frozenset[str]:
        """The patterns that can be seen on it."""
        return frozenset(piece.kind for piece in (*self.track, *self.stretches))


PLAIN = (Stretch("left", 0.0, 100.0),)


@dataclass(frozen=True, slots=True)
class _Scale:
    """From instants to percentages."""

    first: datetime
    last: datetime

    def share(self, instant: datetime) -> float:
        within = min(max(instant, self.first), self.last) - self.first
        return round(100 * within / (self.last - self.first), 1)

    def drawn(self, pieces: Iterable[Piece]) -> tuple[Stretch, ...]:
        """The pieces that take up any room."""
        shares = ((kind, self.share(a), self.share(b)) for kind, a, b in pieces)
        return tuple(Stretch(kind, a, b) for kind, a, b in shares if a < b)

    def seen(self, spans: Iterable[Span], finest: float) -> tuple[Span, ...]:
        """The spans on the scale that are wide enough to be told apart."""
        least = (self.last - self.first) * finest / 100
        cut = ((max(a, self.first), min(b, self.last)) for a, b in spans)
        return tuple((a, b) for a, b in cut if a < b and b - a >= least)


def rail_of(promise: PromiseLike, *, finest: float = FINEST) -> Rail:
    """The line of `promise` at `promise.now`; closed stretches under `finest` percent are not drawn."""
    start, due = promise.started_at, promise.aims_at
    if start is None:
        return Rail(PLAIN, (), 100.0, None, is_open=False, is_overrun=False)
    end = promise.stopped_at or promise.now
    kind = "done" if promise.stopped_at else "now"
    if due is None:
        return _open_rail(kind)
    is_ahead = promise.tone == "pending"
    scale = _Scale(start, max(due if is_ahead else end, due, start + timedelta(seconds=1)))
    closed = scale.seen(closed_of(promise), finest)
    track = scale.drawn(_laid("left", start, scale.last, closed))
    if is_ahead:
        return Rail(track, (), scale.share(due), None, is_open=False, is_overrun=False)
    stretches = scale.drawn(_happened(start, end, due, promise.pauses, closed))
    mark = _mark(kind, scale.share(end))
    return Rail(track, stretches, scale.share(due), mark, is_open=False, is_overrun=end > due)


def closed_of(promise: PromiseLike) -> Iterator[Span]:
    """The closed stretches before the deadline, without what a pause covers: that is paused, not closed."""
    end = promise.stopped_at or promise.now
    pauses = sorted((begun, ended or end) for begun, ended in promise.pauses)
    for begun, ended in promise.closed:
        at, until = begun, min(ended, promise.aims_at or ended)
        for paused_at, resumed_at in pauses:
            if paused_at < until and at < resumed_at:
                if at < paused_at:
                    yield at, paused_at
                at = resumed_at
        if at < until:
            yield at, until


def _open_rail(kind: str) -> Rail:
    at = 100.0 if kind == "done" else OPEN_SHARE
    is_open = kind == "now"
    return Rail(PLAIN, (Stretch("go", 0.0, at),), None, _mark(kind, at), is_open=is_open, is_overrun=False)


def _mark(kind: str, at: float) -> Mark:
    anchor = "a" if at < EDGE else "z" if at > 100 - EDGE else ""
    return Mark(kind, at, anchor)


def _laid(kind: str, start: datetime, end: datetime, closed: Iterable[Span]) -> Iterator[Piece]:
    """One way from `start` to `end`: pieces of `kind`, and the closed ones between them."""
    at = start
    for begun, ended in closed:
        if begun < end and ended > at:
            yield kind, at, max(begun, at)
            yield "closed", max(begun, at), min(ended, end)
            at = min(ended, end)
    yield kind, at, end


def _happened(
    start: datetime, end: datetime, due: datetime, pauses: Sequence[Pause], closed: Sequence[Span]
) -> Iterator[Piece]:
    """Counted and paused pieces up to the deadline, then the overrun; where it is closed, nothing."""
    until = min(end, due)
    edges = [start]
    for begun, ended in sorted(pauses, key=_begin):
        edges += [min(max(begun, edges[-1]), until), min(max(ended or end, edges[-1]), until)]
    edges.append(until)
    for number, (a, b) in enumerate(pairwise(edges)):
        if number % 2:
            yield "stop", a, b
        else:
            yield from (piece for piece in _laid("go", a, b, closed) if piece[0] == "go")
    if end > due:
        yield "over", due, end


def _begin(pause: Pause) -> datetime:
    return pause[0]
