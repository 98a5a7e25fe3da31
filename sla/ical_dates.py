"""The dates of one whole-day event: its own, and those on which it comes back every year."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias

from dateutil.rrule import rrulestr
from icalendar.error import BrokenCalendarProperty

# A component of the `icalendar` package: any property of it may be missing, repeated or broken.
Event: TypeAlias = Any

MOST_DAYS = 366
YEARLY = ["YEARLY"]
TIMES = {"DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RECURRENCE-ID"}
MONTHS = range(1, 13)
# What a rule for whole days may say; anything finer, or odder, is left out with a word.
PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST"}


def moment_of(event: Event, name: str) -> Any:
    """The date, time or span of a property; None where it is missing or cannot be read."""
    try:
        return getattr(event.get(name), "dt", None)
    except BrokenCalendarProperty:
        return None


def is_broken(event: Event) -> bool:
    """Whether something that says when the event is cannot be read."""
    return any(name in TIMES for name, _problem in event.errors)


def repeats_yearly(event: Event) -> bool:
    """Whether the one rule of the event is a yearly one that can be followed."""
    rule: Any = event.get("RRULE")
    if isinstance(rule, list) or rule is None:
        return False
    frequency = [str(value).upper() for value in rule.get("FREQ", [])]
    if frequency != YEARLY or not {str(part).upper() for part in rule} <= PARTS:
        return False
    # an interval of nothing would never get to the next year
    if any(int(value) < 1 for value in rule.get("INTERVAL", [])):
        return False
    if any(int(value) not in MONTHS for value in rule.get("BYMONTH", [])):
        return False
    try:
        _rule(event)
    except (ValueError, TypeError):
        return False
    return True


def length_of(event: Event) -> int:
    """Days from the first to the last; DTEND is the day after the last one (RFC 5545, 3.6.1)."""
    start: date = event["DTSTART"].dt
    end = moment_of(event, "DTEND")
    lasts = moment_of(event, "DURATION")
    if isinstance(end, datetime):
        end = end.date()
    if isinstance(end, date):
        return max((end - start).days, 1)
    return max(lasts.days, 1) if isinstance(lasts, timedelta) else 1


def dates_of(event: Event, *, until: date, left_out: Collection[date]) -> Iterator[date]:
    """Every date of the event up to `until`; `left_out` and its EXDATEs are beginnings that do not happen."""
    missing = {*left_out, *_exdates(event)}
    for start in _starts(event, until):
        if start not in missing:
            yield from (start + timedelta(days=number) for number in range(length_of(event)))


def _starts(event: Event, until: date) -> list[date]:
    first: date = event["DTSTART"].dt
    if "RRULE" not in event:
        return [first] if first <= until else []
    limit = datetime.combine(until, time())
    return [at.date() for at in _rule(event).between(datetime.combine(first, time()), limit, inc=True)]


def _rule(event: Event) -> Any:
    """The rule on naive midnights: a whole day has no zone, whatever its UNTIL says."""
    rule = event["RRULE"].copy()
    rule["UNTIL"] = [_naive(value) for value in rule.get("UNTIL", [])]
    text = ";".join(part for part in rule.to_ical().decode().split(";") if part != "UNTIL=")
    return rrulestr(text, dtstart=datetime.combine(event["DTSTART"].dt, time()))


def _naive(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else value


def _exdates(event: Event) -> Iterator[date]:
    lists: Any = event.get("EXDATE", [])
    for one in lists if isinstance(lists, list) else [lists]:
        for entry in getattr(one, "dts", ()):
            yield _naive(entry.dt)
