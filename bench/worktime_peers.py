"""The two packages, each asked in its own way for what a timetable answers."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from importlib.metadata import version

import pytz
from business_duration import businessDuration
from businesstimedelta import BusinessTimeDelta, HolidayRule, LunchTimeRule, Rules, WorkDayRule

from bench.worktime_inputs import WITH_LUNCH, ZONE, Stretch, days_off
from core.worktime import Window

Question = Callable[[Stretch], object]

BUSINESSTIMEDELTA = f"businesstimedelta {version('businesstimedelta')}"
BUSINESS_DURATION = f"business-duration {version('business-duration')}"

EVERY_DAY = list(range(7))
OPENS, CLOSES = time(9), time(18)


def businesstimedelta_rules() -> Rules:
    """It has no make-up days: every day of the week works and every date off is given as a holiday."""
    zone = pytz.timezone(ZONE)
    return Rules(
        [
            WorkDayRule(OPENS, CLOSES, EVERY_DAY, tz=zone),
            LunchTimeRule(time(12), time(13, 30), EVERY_DAY, tz=zone),
            HolidayRule(days_off(WITH_LUNCH), tz=zone),
        ]
    )


def businesstimedelta_add(rules: Rules) -> Question:
    def add(stretch: Stretch) -> object:
        reached: datetime = stretch.start + BusinessTimeDelta(rules, seconds=stretch.open_seconds)
        return reached.astimezone(UTC)

    return add


def businesstimedelta_between(rules: Rules) -> Question:
    def between(stretch: Stretch) -> object:
        return int(rules.difference(stretch.start, stretch.end).timedelta.total_seconds())

    return between


def business_duration_between(hours: tuple[Window, ...]) -> Question:
    """It has one window a day, so it is asked once for each and the answers are added; naive local times."""
    off = days_off(hours)
    windows = [(_time(opens), _time(closes)) for opens, closes in hours]

    def between(stretch: Stretch) -> object:
        start, end = stretch.local_start, stretch.local_end
        return int(sum(businessDuration(start, end, *window, [], off, "sec") for window in windows))

    return between


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)
