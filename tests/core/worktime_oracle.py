"""Working time the slow way, by boundaries: what `core.worktime` must agree with to the second.

Every instant at which the answer could change is collected: wall-clock boundaries of windows, midnights,
and changes of the zone's offset. Between two of them nothing changes: the wall clock at the first decides.
Instants are UTC seconds since 1970.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from core.worktime import Calendar, Window

DAY, HOUR, MINUTE = 86_400, 3_600, 60
# Where the tests live: PRC summer time until 1991, the rules known for the years ahead.
FIRST = int(datetime(1985, 1, 1, tzinfo=UTC).timestamp())
LAST = int(datetime(2038, 1, 1, tzinfo=UTC).timestamp())

Piece = tuple[int, int]


def wall(zone: str, instant: int) -> datetime:
    """What the zone's wall clock reads."""
    return datetime.fromtimestamp(instant, ZoneInfo(zone))


@lru_cache
def changes(zone: str) -> tuple[int, ...]:
    """Every instant between FIRST and LAST at which the zone's offset changes; all lie on a whole minute."""
    found = []
    for day in range(FIRST, LAST, DAY):
        if wall(zone, day).utcoffset() != wall(zone, day + DAY).utcoffset():
            found += [
                minute
                for minute in range(day + MINUTE, day + DAY + MINUTE, MINUTE)
                if wall(zone, minute).utcoffset() != wall(zone, minute - MINUTE).utcoffset()
            ]
    return tuple(found)


def on_its_own_date(window: Window, minute: int) -> bool:
    """Whether a window holds `minute` of the date on which it opens."""
    opens, closes = window
    return opens <= minute and (minute < closes or closes <= opens)


def on_the_next_date(window: Window, minute: int) -> bool:
    """Whether the part past midnight holds `minute` of the date after."""
    opens, closes = window
    return closes <= opens and minute < closes


def is_open(calendar: Calendar, instant: int) -> bool:
    """Whether the wall clock reads a time inside a window of its date."""
    reading = wall(calendar.zone, instant)
    day, minute = reading.date(), 60 * reading.hour + reading.minute
    before = day - timedelta(days=1)
    if day in calendar.exceptions:
        return any(on_its_own_date(window, minute) for window in calendar.exceptions[day])
    nights = (*calendar.weekly[before.weekday()], *calendar.exceptions.get(before, ()))
    return any(on_its_own_date(window, minute) for window in calendar.weekly[day.weekday()]) or any(
        on_the_next_date(window, minute) for window in nights
    )


def points(calendar: Calendar, begin: int, end: int, more: Iterable[int] = ()) -> list[int]:
    """`begin`, `end`, and all instants between at which anything could change."""
    found = {begin, end, *changes(calendar.zone), *more}
    zone = ZoneInfo(calendar.zone)
    day, last = wall(calendar.zone, begin).date(), wall(calendar.zone, end).date()
    while day <= last:
        before = day - timedelta(days=1)
        windows = [
            window
            for date_ in (before, day)
            for window in (*calendar.weekly[date_.weekday()], *calendar.exceptions.get(date_, ()))
        ]
        for minute in {0, *(minute % 1440 for window in windows for minute in window)}:
            for fold in (0, 1):
                reading = datetime(
                    day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone, fold=fold
                )
                found.add(int(reading.timestamp()))
        day += timedelta(days=1)
    return sorted(point for point in found if begin <= point <= end)


def pieces(
    calendar: Calendar,
    begin: int,
    end: int,
    pauses: Iterable[Piece] = (),
    *,
    counts: Callable[[int], bool] | None = None,
) -> list[Piece]:
    """The stretches of `[begin, end)` that count: open and not paused; touching ones joined."""
    pauses = list(pauses)
    counts = counts or (lambda instant: is_open(calendar, instant))
    joined: list[Piece] = []
    for left, right in pairwise(points(calendar, begin, end, (edge for pause in pauses for edge in pause))):
        if not counts(left) or any(paused <= left < resumed for paused, resumed in pauses):
            continue
        if joined and joined[-1][1] == left:
            joined[-1] = (joined[-1][0], right)
        else:
            joined.append((left, right))
    return joined


def seconds_in(stretches: Iterable[Piece]) -> int:
    return sum(right - left for left, right in stretches)


def earliest(stretches: Iterable[Piece], start: int, amount: int) -> int:
    """The first instant from `start` on with `amount` seconds of the stretches behind it."""
    if amount == 0:
        return start
    for left, right in stretches:
        if amount <= right - left:
            return left + amount
        amount -= right - left
    raise AssertionError("not that much in the stretches")


def latest(stretches: Iterable[Piece], start: int, amount: int) -> int:
    """The last instant up to `start` with `amount` seconds of the stretches ahead."""
    if amount == 0:
        return start
    for left, right in sorted(stretches, reverse=True):
        if amount <= right - left:
            return right - amount
        amount -= right - left
    raise AssertionError("not that much in the stretches")


def business(calendar: Calendar, day: date) -> Piece | None:
    """From the first opening of the windows that open on `day` to the last closing of them."""
    after = day + timedelta(days=1)
    windows = calendar.exceptions.get(day, calendar.weekly[day.weekday()])

    def theirs(instant: int) -> bool:
        reading = wall(calendar.zone, instant)
        minute = 60 * reading.hour + reading.minute
        if reading.date() == day:
            return any(on_its_own_date(window, minute) for window in windows)
        night = reading.date() == after and after not in calendar.exceptions
        return night and any(on_the_next_date(window, minute) for window in windows)

    noon = int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())
    found = pieces(calendar, noon - 3 * DAY, noon + 4 * DAY, counts=theirs)
    opens_today = any(wall(calendar.zone, left).date() == day for left, _ in found)
    return (found[0][0], found[-1][1]) if opens_today else None


def working_day_after(calendar: Calendar, day: date, n: int) -> date:
    """The nth date after `day` on which a window opens."""
    while n:
        day += timedelta(days=1)
        n -= business(calendar, day) is not None
    return day


def same_time(calendar: Calendar, start: int, day: date) -> int:
    """The reading of `start` on a working day: there, or the closing before, or that day's opening."""
    clock = wall(calendar.zone, start).replace(year=day.year, month=day.month, day=day.day)
    earlier, later = sorted(int(clock.replace(fold=fold).timestamp()) for fold in (0, 1))
    at = earlier
    if wall(calendar.zone, earlier).replace(tzinfo=None, fold=0) != clock.replace(tzinfo=None, fold=0):
        at = next(change for change in changes(calendar.zone) if earlier < change <= later)  # skipped
    opens, closes = business(calendar, day) or (at, at)
    if is_open(calendar, at):
        return at
    if at < opens:
        return opens
    return max(right for _, right in pieces(calendar, opens, max(at, closes)) if right <= at)
