"""Stretches of whole days on the wall clock of the reader."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.functional import Promise as LazyText
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


class Preset(TextChoices):
    TODAY = "today", _("Today")
    WEEK = "7", _("Last 7 days")
    MONTH = "30", _("Last 30 days")
    QUARTER = "90", _("Last 90 days")
    CUSTOM = "custom", _("From … to …")


@dataclass(frozen=True, slots=True)
class Period:
    """`[since, until)`, aware; `label` names it."""

    since: datetime
    until: datetime
    label: str | LazyText


def preset_period(preset: Preset, now: datetime, zone: ZoneInfo) -> Period:
    """So many days up to now, today included."""
    days = 1 if preset is Preset.TODAY else int(preset.value)
    return Period(
        start_of_day(now.astimezone(zone).date() - timedelta(days=days - 1), zone), now, preset.label
    )


def custom_period(first: date, last: date, zone: ZoneInfo) -> Period:
    """From the start of the first day to the end of the last."""
    label = format_lazy(_("{first} to {last}"), first=first.isoformat(), last=last.isoformat())
    after = min(last, date.max - timedelta(days=1)) + timedelta(days=1)  # the calendar itself ends
    return Period(start_of_day(first, zone), start_of_day(after, zone), label)


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
