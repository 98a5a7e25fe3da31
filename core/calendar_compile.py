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
    """The open intervals within a UTC year, cut at its ends, and what is open before and after each.

    Instants are UTC seconds since 1970; a position is the open seconds since the year began.
    """

    __slots__ = ("_after", "_before", "closes", "opens", "total")

    def __init__(self, spans: list[Span]) -> None:
        self.opens = [left for left, _ in spans]
        self.closes = [right for _, right in spans]
        self._after = list(accumulate(right - left for left, right in spans))
        self._before = [0, *self._after[:-1]] if spans else []
        self.total = self._after[-1] if spans else 0

    def position(self, instant: int) -> int:
        """Open seconds of the year before `instant`."""
        at = bisect_right(self.opens, instant) - 1
        if at < 0:
            return 0
        closes = self.closes[at]
        return self._after[at] if instant >= closes else self._after[at] - closes + instant

    def earliest(self, position: int) -> int:
        """The first instant at which `0 < position <= total` is reached."""
        at = bisect_left(self._after, position)
        return self.closes[at] - self._after[at] + position

    def latest(self, position: int) -> int:
        """The last instant at which no more than `0 <= position < total` has passed."""
        at = bisect_right(self._before, position) - 1
        return self.opens[at] + position - self._before[at]

    def is_open(self, instant: int) -> bool:
        at = bisect_right(self.opens, instant) - 1
        return at >= 0 and instant < self.closes[at]

    def next_open(self, instant: int) -> int | None:
        """The first open instant of the year that is not before `instant`."""
        at = bisect_right(self.closes, instant)
        return max(instant, self.opens[at]) if at < len(self.opens) else None

    def spans(self, start: int, end: int) -> Iterator[Span]:
        """The open stretches within `[start, end)`."""
        first = bisect_right(self.closes, start)
        last = bisect_left(self.opens, end)
        for at in range(first, last):
            yield max(start, self.opens[at]), min(end, self.closes[at])


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
