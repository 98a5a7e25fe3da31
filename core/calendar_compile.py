"""One UTC year of a calendar as sorted intervals with running totals; one year of its working days.

Compiling walks the dates of the year once; every question afterwards is a binary search.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import accumulate
from operator import itemgetter

from core.calendar_days import CalendarDays, merged
from core.wall_clock import Span, Stretch, instants, stretches, stretches_around

_left: Callable[[Span], int] = itemgetter(0)
_right: Callable[[Span], int] = itemgetter(1)


class OpenYear:
    """The open intervals within a UTC year, cut at its ends, with running totals.

    Instants are UTC seconds since 1970; a position is the open seconds since the year began. The edges are
    the openings and closings in turn, so an odd number of edges up to an instant means that it is open.
    """

    __slots__ = ("_after", "_edges", "_lag", "_positions", "total")

    def __init__(self, spans: list[Span]) -> None:
        self._edges = [edge for span in spans for edge in span]
        self._after = list(accumulate(right - left for left, right in spans))
        self.total = self._after[-1] if spans else 0
        # What an instant within an interval is ahead of its position, the same throughout the interval.
        self._lag = [right - after for (_, right), after in zip(spans, self._after, strict=True)]
        # By the number of edges behind: the position when closed, what the instant lacks to it when open.
        self._positions = [0]
        for lag, after in zip(self._lag, self._after, strict=True):
            self._positions += [-lag, after]

    def position(self, instant: int) -> int:
        """Open seconds of the year before `instant`."""
        behind = bisect_right(self._edges, instant)
        return self._positions[behind] + instant if behind & 1 else self._positions[behind]

    def between(self, start: int, end: int) -> int:
        """Open seconds in `[start, end)`: the difference of two positions, in one call for speed."""
        edges, positions = self._edges, self._positions
        first, last = bisect_right(edges, start), bisect_right(edges, end)
        total = positions[last] - positions[first]
        if first & 1:
            total -= start
        return total + end if last & 1 else total

    def earliest(self, position: int) -> int:
        """The first instant at which `0 < position <= total` is reached."""
        return self._lag[bisect_left(self._after, position)] + position

    def latest(self, position: int) -> int:
        """The last instant at which no more than `0 <= position < total` has passed."""
        return self._lag[bisect_right(self._after, position)] + position

    def is_open(self, instant: int) -> bool:
        return bisect_right(self._edges, instant) % 2 == 1

    def next_open(self, instant: int) -> int | None:
        """The first open instant of the year that is not before `instant`."""
        behind = bisect_right(self._edges, instant)
        if behind & 1:
            return instant
        return self._edges[behind] if behind < len(self._edges) else None

    def spans(self, start: int, end: int) -> Iterator[Span]:
        """The open stretches within `[start, end)`."""
        first = bisect_right(self._edges, start) // 2
        last = (bisect_left(self._edges, end) + 1) // 2
        for at in range(2 * first, 2 * last, 2):
            yield max(start, self._edges[at]), min(end, self._edges[at + 1])


class WorkingDays:
    """The working days of a local year: their ordinals, first openings and ends of business."""

    __slots__ = ("closes", "opens", "ordinals")

    def __init__(self, days: list[tuple[int, int, int]]) -> None:
        self.ordinals = [ordinal for ordinal, _, _ in days]
        self.opens = [opens for _, opens, _ in days]
        self.closes = [closes for _, _, closes in days]


def compile_year(days: CalendarDays, zone: str, year: int) -> OpenYear:
    """Every open interval of the UTC year; raises CalendarExhausted for a year beyond all calendars."""
    clock = stretches(zone, year)
    # No zone is further than a day from UTC.
    readings = days.open_spans(date(year - 1, 12, 31), date(year + 1, 1, 1))
    return OpenYear(merged(span for stretch in clock for span in _within(readings, stretch)))


def compile_working_days(days: CalendarDays, zone: str, year: int) -> WorkingDays:
    """Every date of the year on which a window opens."""
    clock = stretches_around(zone, year)
    begin, end = date(year, 1, 1), date(year + 1, 1, 1)
    found = []
    for number in range((end - begin).days):
        day = begin + timedelta(days=number)
        business = _business(days, clock, day)
        if business:
            found.append((day.toordinal(), *business))
    return WorkingDays(found)


def _business(days: CalendarDays, clock: tuple[Stretch, ...], day: date) -> Span | None:
    """From the first opening to the end of business; None where no window opens."""
    today, tonight = days.business(day)
    own = [span for readings in today for span in instants(readings, clock)]
    if not own:
        return None
    tails = [span for readings in tonight for span in instants(readings, clock)]
    return min(left for left, _ in own), max(right for _, right in own + tails)


def _within(readings: list[Span], stretch: Stretch) -> Iterator[Span]:
    """When the clock, during one stretch, reads a time within `readings` (sorted)."""
    begin, end, offset = stretch
    first = bisect_right(readings, begin + offset, key=_right)
    last = bisect_left(readings, end + offset, key=_left)
    for left, right in readings[first:last]:
        yield max(begin, left - offset), min(end, right - offset)
