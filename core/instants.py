"""When something is, in the reader's zone: "17:30" today, "Tue 17:30" near by, else "24 Nov, 17:30".

A weekday alone is used up to three days away, so it can never mean two different days.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache, wraps
from typing import TypeAlias, TypeVar

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, pgettext

NEAR_DAYS = 3
Said = TypeVar("Said", bound=str)
Say: TypeAlias = Callable[[datetime, datetime], Said]


def in_utc(instant: datetime) -> datetime:
    """One instant as it is kept: in a zone with an hour that comes twice, Python has the two for equal.

    Raises ValueError for a naive one.
    """
    return timezone.localtime(instant, UTC)


def here_and_today(now: datetime) -> tuple[tzinfo, date]:
    """The reader's zone and day: with his language, all that words about an instant depend on."""
    zone = timezone.get_current_timezone()
    return zone, timezone.localtime(now, zone).date()


def kept_for_the_day(say: Say[Said]) -> Say[Said]:
    """What is said depends on the day, the zone and the language alone, and is said again with every poll."""

    @lru_cache(maxsize=4096)
    def said(instant: datetime, today: date, zone: tzinfo, _language: str | None) -> Said:
        return say(instant, datetime.combine(today, time(12), tzinfo=zone))

    @wraps(say)
    def kept(instant: datetime, now: datetime) -> Said:
        zone, today = here_and_today(now)
        return said(in_utc(instant), today, zone, get_language())

    return kept


@kept_for_the_day
def short_instant(instant: datetime, now: datetime) -> str:
    """For lists and captions: as little as is unambiguous."""
    then, today = timezone.localtime(instant), timezone.localtime(now)
    days = (then.date() - today.date()).days
    if days == 0:
        pattern = pgettext("date format: today", "H:i")
    elif abs(days) <= NEAR_DAYS:
        pattern = pgettext("date format: weekday and time", "D H:i")
    elif then.year == today.year:
        pattern = pgettext("date format: day and time", "j M, H:i")
    else:
        pattern = pgettext("date format: day, year and time", "j M Y, H:i")
    return date_format(then, pattern)


@kept_for_the_day
def long_instant(instant: datetime, now: datetime) -> str:
    """For sentences: "17:30 today", "12:20 tomorrow", "12:20 on Thursday 26 November"."""
    then, today = timezone.localtime(instant), timezone.localtime(now)
    time = date_format(then, "H:i")
    days = (then.date() - today.date()).days
    named = {0: gettext("%s today"), 1: gettext("%s tomorrow"), -1: gettext("%s yesterday")}
    if days in named:
        return named[days] % time
    if then.year == today.year:
        return date_format(then, pgettext("date format: in a sentence", r"H:i \o\n l j F"))
    return date_format(then, pgettext("date format: in a sentence, with year", r"H:i \o\n l j F Y"))


@kept_for_the_day
def dated_instant(instant: datetime, now: datetime) -> str:
    """For logs: "Today, 09:32", "Tue 24 Nov, 18:05"."""
    then, today = timezone.localtime(instant), timezone.localtime(now)
    if then.date() == today.date():
        return gettext("Today, %s") % date_format(then, "H:i")
    if then.year == today.year:
        return date_format(then, pgettext("date format: in a log", "D j M, H:i"))
    return date_format(then, pgettext("date format: in a log, with year", "D j M Y, H:i"))


def day(instant: datetime, _now: datetime) -> str:
    """For dates of papers: "1 March 2026"."""
    return date_format(timezone.localtime(instant), pgettext("date format: a day", "j F Y"))


def exact_instant(instant: datetime) -> str:
    """To the second, with the zone's name: what stands in the title of every time."""
    return _exact(in_utc(instant), timezone.get_current_timezone())


@lru_cache(maxsize=4096)
def _exact(instant: datetime, zone: tzinfo) -> str:
    then = instant.astimezone(zone)
    return f"{then:%Y-%m-%d %H:%M:%S} {then.tzname()} ({zone})"


def zone_name(now: datetime) -> str:
    """What a reader calls the current zone: "Beijing time", or "Europe/Berlin, UTC+01:00"."""
    name = timezone.get_current_timezone_name()
    if name in {"Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "PRC"}:
        return gettext("Beijing time")
    offset = f"{timezone.localtime(now):%z}"
    if name == "UTC":
        return name
    return f"{name}, UTC{offset[:3]}:{offset[3:]}"
