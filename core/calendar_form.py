"""The stored form of a calendar's hours: `["09:00", "17:30"]`, lists of them, and dates.

Every reader raises ValueError with a sentence that names what is wrong and where.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ENDS = 2
_DAYS = 7
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def read_weekly(data: Any) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Seven lists of windows, Monday first."""
    if not isinstance(data, list | tuple) or len(data) != _DAYS:
        raise ValueError("weekly hours are seven lists of windows, Monday first")
    return tuple(read_windows(windows, name) for name, windows in zip(_NAMES, data, strict=True))


def read_exceptions(data: Any) -> dict[date, tuple[tuple[int, int], ...]]:
    """Dates with hours of their own; an empty list closes the date."""
    if not isinstance(data, dict):
        raise ValueError("exceptions are a mapping of dates to lists of windows")  # noqa: TRY004 -- bad data
    return {_read_date(day): read_windows(windows, str(day)) for day, windows in data.items()}


def read_windows(data: Any, where: str) -> tuple[tuple[int, int], ...]:
    """The windows of one day, as minutes; `where` names the day in the error."""
    if not isinstance(data, list | tuple):
        raise ValueError(f"{where}: the hours of a day are a list of windows")  # noqa: TRY004 -- bad data
    return tuple(_read_window(window, where) for window in data)


def write_windows(windows: Iterable[tuple[int, int]]) -> list[list[str]]:
    """The inverse of `read_windows`."""
    return [[_write_time(opens), _write_time(closes)] for opens, closes in windows]


def _read_window(data: Any, where: str) -> tuple[int, int]:
    if not isinstance(data, list | tuple) or len(data) != _ENDS:
        raise ValueError(f"{where}: a window is two times, opening and closing, not {data!r}")
    opens, closes = (_read_time(text, where) for text in data)
    if opens == _minutes("24:00"):
        raise ValueError(f"{where}: a window cannot open at 24:00; write 00:00 of the next day")
    return opens, closes


def _read_time(text: Any, where: str) -> int:
    if not isinstance(text, str) or not _TIME.fullmatch(text):
        raise ValueError(f"{where}: {text!r} is not a time of the form HH:MM (to the minute, 24:00 at most)")
    return _minutes(text)


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def _write_time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _read_date(text: Any) -> date:
    if not isinstance(text, str) or not _DATE.fullmatch(text):
        raise ValueError(f"{text!r} is not a date of the form YYYY-MM-DD")
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise ValueError(f"{text!r} is not a date: {problem}") from problem
