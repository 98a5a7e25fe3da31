"""Where a promise's line, its stretches and its marks lie: pure geometry in percent, no Django, no clock.

The scale runs from the start to the deadline; when the deadline was overrun, to the end of the overrun, with
the deadline inside. A paused promise has no deadline: what is left is drawn as if it went on now. A promise
with neither (the owner until the customer confirms) is open: an arrow instead of a bar.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Protocol

Pause = tuple[datetime, datetime | None]

OPEN_SHARE = 70.0  # where "now" stands on a line without an end
EDGE = 12.0  # nearer to an end than this, a label is anchored there so that it stays on the page


class PromiseLike(Protocol):
    """What the line needs to know of a promise; instants are aware, `left_seconds` counts down to due."""

    @property
    def tone(self) -> str: ...
    @property
    def started_at(self) -> datetime | None: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def stopped_at(self) -> datetime | None: ...
    @property
    def left_seconds(self) -> int | None: ...
    @property
    def pauses(self) -> Sequence[Pause]: ...
    @property
    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Stretch:
    """One piece of the line: `kind` is go (counted), stop (paused) or over (past the deadline)."""

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

    stretches: tuple[Stretch, ...]
    due: float | None
    mark: Mark | None
    is_open: bool
    is_overrun: bool


def rail_of(promise: PromiseLike) -> Rail:
    """The line of `promise` at `promise.now`."""
    start = promise.started_at
    due = promise.due_at or _projected(promise)
    end = promise.stopped_at or promise.now
    if start is None or promise.tone == "pending":
        return Rail((), 100.0, None, is_open=False, is_overrun=False)
    kind = "done" if promise.stopped_at else "now"
    if due is None:
        return _open_rail(kind)
    last = max(end, due, start + timedelta(seconds=1))

    def share(instant: datetime) -> float:
        return round(100 * (min(max(instant, start), last) - start) / (last - start), 1)

    pieces = _pieces(start, end, due, promise.pauses)
    stretches = tuple(Stretch(kind, share(a), share(b)) for kind, a, b in pieces if share(a) < share(b))
    return Rail(stretches, share(due), _mark(kind, share(end)), is_open=False, is_overrun=end > due)


def _projected(promise: PromiseLike) -> datetime | None:
    """The deadline a paused promise would have if it went on at once."""
    return None if promise.left_seconds is None else promise.now + timedelta(seconds=promise.left_seconds)


def _open_rail(kind: str) -> Rail:
    at = 100.0 if kind == "done" else OPEN_SHARE
    return Rail((Stretch("go", 0.0, at),), None, _mark(kind, at), is_open=kind == "now", is_overrun=False)


def _mark(kind: str, at: float) -> Mark:
    anchor = "a" if at < EDGE else "z" if at > 100 - EDGE else ""
    return Mark(kind, at, anchor)


def _pieces(
    start: datetime, end: datetime, due: datetime, pauses: Sequence[Pause]
) -> Iterator[tuple[str, datetime, datetime]]:
    """Counted and paused pieces up to the deadline, then the overrun."""
    until = min(end, due)
    edges = [start]
    for begun, ended in sorted(pauses, key=lambda pause: pause[0]):
        edges += [min(max(begun, edges[-1]), until), min(max(ended or end, edges[-1]), until)]
    edges.append(until)
    for number, (a, b) in enumerate(pairwise(edges)):
        yield ("stop" if number % 2 else "go"), a, b
    if end > due:
        yield "over", due, end
