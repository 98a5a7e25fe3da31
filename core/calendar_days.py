"""The hours of single dates: which minutes a date is open, and which windows begin on it.

In local seconds (`core.wall_clock`), merged and in order.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from core.calendar_rules import DAYS_OF_WEEK, MIDNIGHT, Calendar, Windows
from core.wall_clock import DAY, Span, local_seconds

_ONE_DAY = timedelta(days=1)


class CalendarDays:
    """A calendar's rules, date by date."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        week = calendar.weekly
        # For Monday, `week[day - 1]` is Sunday.
        self._plain = [merged([*_own(week[day]), *_tails(week[day - 1])]) for day in range(DAYS_OF_WEEK)]

    def open_spans(self, first: date, last: date) -> list[Span]:
        """The open readings of the dates from `first` to `last`, both included."""
        spans = []
        begin, weekday = local_seconds(first), first.weekday()
        special = self._special(first, last)
        for _ in range((last - first).days + 1):
            for left, right in special.get(begin, self._plain[weekday]):
                spans.append((begin + left, begin + right))
            begin += DAY
            weekday = (weekday + 1) % DAYS_OF_WEEK
        return merged(spans)

    def business(self, day: date) -> tuple[list[Span], list[Span]]:
        """The readings of the windows that open on `day`: what lies on it, and what lies on the next date."""
        windows = self._windows(day)
        tails = [] if day + _ONE_DAY in self._calendar.exceptions else _tails(windows)
        return _on(day, merged(_own(windows))), _on(day + _ONE_DAY, merged(tails))

    def _windows(self, day: date) -> Windows:
        return self._calendar.exceptions.get(day, self._calendar.weekly[day.weekday()])

    def _special(self, first: date, last: date) -> dict[int, list[Span]]:
        """The hours, by midnight, of dates with an exception and of those that the night of one runs into."""
        hours: dict[int, list[Span]] = {}
        exceptions = self._calendar.exceptions
        for day, windows in exceptions.items():
            after = day + _ONE_DAY
            if first <= day <= last:
                hours[local_seconds(day)] = merged(_own(windows))
            if first <= after <= last and after not in exceptions and (tails := _tails(windows)):
                hours[local_seconds(after)] = merged([*self._plain[after.weekday()], *tails])
        return hours


def merged(spans: Iterable[Span]) -> list[Span]:
    """The union, in order, as few spans as can be."""
    union: list[Span] = []
    for left, right in sorted(spans):
        if union and left <= union[-1][1]:
            union[-1] = (union[-1][0], max(union[-1][1], right))
        else:
            union.append((left, right))
    return union


def _own(windows: Windows) -> list[Span]:
    return [(60 * opens, 60 * (closes if closes > opens else MIDNIGHT)) for opens, closes in windows]


def _tails(windows: Windows) -> list[Span]:
    return [(0, 60 * closes) for opens, closes in windows if 0 < closes <= opens]


def _on(day: date, spans: Iterable[Span]) -> list[Span]:
    midnight = local_seconds(day)
    return [(midnight + left, midnight + right) for left, right in spans]
