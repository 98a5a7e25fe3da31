"""A calendar's hours for people: a week as a picture, exceptions by year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _

from sla.calendar_notes import note_text
from sla.models import CalendarVersion
from sla.selectors.calendars import all_exceptions

MINUTES = 24 * 60
Hours = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class DayLine:
    """One weekday: its windows in words, and as (start, width) in minutes of the day for the picture."""

    name: str | LazyText
    words: str
    bars: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class ExceptionLine:
    """A date with hours of its own; `is_closed` without any."""

    day: date
    words: str
    is_closed: bool
    note: str


def week_of(version: CalendarVersion) -> list[DayLine]:
    """Monday first; what runs past midnight is drawn on the next day."""
    return [
        DayLine(WEEKDAYS[day], words_of(hours), bars_of(hours, version.weekly[day - 1]))
        for day, hours in enumerate(version.weekly)
    ]


def words_of(hours: Hours) -> str:
    return ", ".join(f"{opens}–{closes}" for opens, closes in hours) or _("closed")


def bars_of(hours: Hours, before: Hours) -> list[tuple[int, int]]:
    """What is open on a date: its own windows, and the mornings of last night's."""
    own = [(minutes(opens), minutes(closes)) for opens, closes in hours]
    nights = [(0, minutes(closes)) for opens, closes in before if minutes(closes) <= minutes(opens)]
    return [(left, (right if right > left else MINUTES) - left) for left, right in own] + nights


def minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def lines_of(found: Sequence[tuple[date, Hours, Any]]) -> list[ExceptionLine]:
    return [ExceptionLine(day, words_of(hours), not hours, note_text(note)) for day, hours, note in found]


def exceptions_by_year(version: CalendarVersion) -> list[tuple[int, list[ExceptionLine]]]:
    """Newest year first."""
    lines = lines_of(all_exceptions(version))
    years = [(year, list(group)) for year, group in groupby(lines, key=lambda line: line.day.year)]
    return years[::-1]
