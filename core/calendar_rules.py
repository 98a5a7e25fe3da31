"""What a working calendar says: weekly hours in a zone, and dates with hours of their own.

Pure data: checked, hashable by content, read from and written to its stored form. When it is open, in
instants, is what `core.worktime.compile_calendar` makes of it (semantics, section 1).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from core.calendar_form import read_exceptions, read_weekly, write_windows

# Minutes of the day, `[open, close)`. `close <= open` runs past midnight; 1440 is 24:00.
Window: TypeAlias = tuple[int, int]
Windows: TypeAlias = tuple[Window, ...]

MIDNIGHT = 24 * 60
DAYS_OF_WEEK = 7


@dataclass(frozen=True, slots=True)
class Calendar:
    """Weekly hours, Monday first, and dated exceptions (no window: closed); overlapping windows are a union.

    An exception says everything about its date: it replaces that date's weekly hours together with what a
    night window of the day before would have brought. A night window's part after midnight belongs to the
    next date, so an exception on the first date leaves it and one on the second cuts it at midnight.

    Raises ValueError for an unknown zone, a week that has not seven days, or minutes outside the day.
    """

    zone: str
    weekly: tuple[Windows, ...]
    exceptions: Mapping[date, Windows] = field(default_factory=dict)
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _check_zone(self.zone)
        if len(self.weekly) != DAYS_OF_WEEK:
            raise ValueError(f"a week has seven days, Monday first, not {len(self.weekly)}")
        for windows in (*self.weekly, *self.exceptions.values()):
            for window in windows:
                _check_window(window)
        exceptions = dict(sorted(self.exceptions.items()))
        object.__setattr__(self, "exceptions", MappingProxyType(exceptions))
        object.__setattr__(self, "_hash", hash((self.zone, self.weekly, tuple(exceptions.items()))))

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[Any, ...]:
        # The read-only view of the exceptions cannot be pickled or copied as it is.
        return Calendar, (self.zone, self.weekly, dict(self.exceptions))

    @classmethod
    def read(cls, zone: str, weekly: Any, exceptions: Any = None) -> "Calendar":
        """From the stored form; raises ValueError that names the first thing that is wrong.

        `weekly` is a list of seven lists of `["HH:MM", "HH:MM"]`, `exceptions` a mapping of `YYYY-MM-DD` to
        such a list; a window may close at `24:00`.
        """
        return cls(zone, read_weekly(weekly), read_exceptions({} if exceptions is None else exceptions))

    def as_data(self) -> dict[str, Any]:
        """The stored form: the arguments of `read` by name, ready for JSON."""
        return {
            "zone": self.zone,
            "weekly": [write_windows(windows) for windows in self.weekly],
            "exceptions": {
                day.isoformat(): write_windows(windows) for day, windows in self.exceptions.items()
            },
        }


@lru_cache(maxsize=1024)
def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError, TypeError) as problem:
        raise ValueError(f"{zone!r} is not a known time zone") from problem


def _check_window(window: Window) -> None:
    opens, closes = window
    if not (0 <= opens < MIDNIGHT and 0 <= closes <= MIDNIGHT):
        raise ValueError(f"a window lies within the day: {window!r}")
