"""How long something takes: short for the desk ("7 h 50"), written out for customers ("7 h 50 min")."""

from dataclasses import dataclass
from typing import Self

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy

MINUTE, HOUR, DAY = 60, 3600, 86400
LONG_DAYS_FROM = 3 * DAY  # customers read hours up to here: "48 h" is what the letter promises


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days, hours, minutes and seconds of a length of time."""

    days: int
    hours: int
    minutes: int
    seconds: int

    @classmethod
    def of(cls, seconds: int) -> Self:
        days, rest = divmod(max(int(seconds), 0), DAY)
        hours, rest = divmod(rest, HOUR)
        return cls(days, hours, *divmod(rest, MINUTE))

    @property
    def facts(self) -> dict[str, int]:
        return {
            "days": self.days,
            "hours": self.hours,
            "minutes": self.minutes,
            "seconds": self.seconds,
            "all_hours": self.days * 24 + self.hours,
        }


# The browser's countdown uses the same patterns (they travel in a meta element), so both always agree.
SHORT: dict[str, str | LazyText] = {
    "seconds": gettext_lazy("%(seconds)d s"),
    "minutes": gettext_lazy("%(minutes)d min"),
    "hours": gettext_lazy("%(hours)d h %(minutes)02d"),
    "sharp": gettext_lazy("%(hours)d h"),
    "days": gettext_lazy("%(days)d d %(hours)02d h"),
}
LONG: dict[str, str | LazyText] = {
    "seconds": gettext_lazy("%(seconds)d sec"),
    "minutes": gettext_lazy("%(minutes)d min"),
    "hours": gettext_lazy("%(all_hours)d h %(minutes)d min"),
    "sharp": gettext_lazy("%(all_hours)d h"),
    "days": gettext_lazy("%(days)d days %(hours)d h"),
}


def short_span(seconds: int) -> str:
    """Like "14 min" under an hour, "1 h 06" under a day, "1 d 03 h" above; seconds below one minute."""
    return str(SHORT[_unit(seconds, DAY)]) % Span.of(seconds).facts


def long_span(seconds: int) -> str:
    """Like "7 h 50 min"; "41 h 20 min" up to three days, days and hours above."""
    return str(LONG[_unit(seconds, LONG_DAYS_FROM)]) % Span.of(seconds).facts


def hours_span(seconds: int) -> str:
    """Like "16 h 30 min", never in days: open time, of which a day has only a few hours."""
    return str(LONG[_unit(seconds, seconds + 1)]) % Span.of(seconds).facts


def _unit(seconds: int, days_from: int) -> str:
    if seconds < MINUTE:
        return "seconds"
    if seconds < HOUR:
        return "minutes"
    if seconds >= days_from:
        return "days"
    return "hours" if seconds % HOUR >= MINUTE else "sharp"
