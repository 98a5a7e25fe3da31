"""A zone's wall clock as stretches of constant offset, and what it reads turned into instants.

Instants are UTC seconds since 1970. Wall-clock readings are "local seconds": what the clock would have
counted since 1970-01-01 00:00 had it never been set. A skipped reading has no instant, a repeated
one has two.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias
from zoneinfo import ZoneInfo

from core.timetable import CalendarExhausted

Span: TypeAlias = tuple[int, int]  # seconds, half-open
Stretch: TypeAlias = tuple[int, int, int]  # from, to (UTC seconds), offset east of UTC in seconds

DAY = 24 * 60 * 60
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = EPOCH.toordinal()

# The time-zone database knows no two changes of one zone closer than six days.
PROBE = 4 * DAY
# What `datetime` can hold, less the years that neighbours are looked up in.
FIRST_YEAR, LAST_YEAR = 3, 9996


def local_seconds(day: date) -> int:
    """The reading of midnight at the beginning of `day`."""
    return (day.toordinal() - EPOCH_DAY) * DAY


def year_span(year: int) -> Span:
    """The UTC year; raises CalendarExhausted beyond what can be computed."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CalendarExhausted(f"no calendar reaches the year {year}")
    return local_seconds(date(year, 1, 1)), local_seconds(date(year + 1, 1, 1))


@lru_cache(maxsize=4096)
def stretches(zone: str, year: int) -> tuple[Stretch, ...]:
    """The stretches of constant offset that make up a UTC year, in order, without gaps."""
    begin, end = year_span(year)
    clock = ZoneInfo(zone)
    changes = [begin]
    for left, right in pairwise([*range(begin, end, PROBE), end]):
        if _offset(clock, left) != _offset(clock, right):
            changes.append(_change(clock, left, right))
    return tuple(
        (left, right, _offset(clock, left)) for left, right in pairwise([*changes, end]) if left < right
    )


@lru_cache(maxsize=1024)
def stretches_around(zone: str, year: int) -> tuple[Stretch, ...]:
    """Those of a year and of its neighbours, for readings near New Year."""
    return tuple(stretch for y in (year - 1, year, year + 1) for stretch in stretches(zone, y))


def instants(readings: Span, clock: Iterable[Stretch]) -> Iterator[Span]:
    """When a clock reads a time within `readings`, in order of the instants."""
    first, last = readings
    for begin, end, offset in clock:
        left, right = max(begin, first - offset), min(end, last - offset)
        if left < right:
            yield left, right


def instant_of(reading: int, clock: Iterable[Stretch]) -> int:
    """The first instant at which a clock shows `reading`, or the jump that skips it."""
    for begin, end, offset in clock:
        if reading < end + offset:
            return max(begin, reading - offset)
    raise CalendarExhausted("the clock does not reach that reading")


def _offset(clock: ZoneInfo, instant: int) -> int:
    offset = datetime.fromtimestamp(instant, clock).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _change(clock: ZoneInfo, left: int, right: int) -> int:
    """The first second in `(left, right]` that has not the offset of `left`, by halving."""
    before = _offset(clock, left)
    while right - left > 1:
        middle = (left + right) // 2
        if _offset(clock, middle) == before:
            left = middle
        else:
            right = middle
    return right
