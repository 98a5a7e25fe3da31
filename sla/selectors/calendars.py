"""Working calendars to read: which one holds where, in which version, and what is coming."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch
from core.actors import Actor
from core.errors import NotFound
from sla.models import BranchCalendar, Calendar, CalendarVersion
from sla.policies import calendar_policy
from sla.zone_data import zone_data_version


class NoSuchCalendar(NotFound):
    code = "no_such_calendar"
    message = _("There is no working calendar “{calendar}”. Choose one from the list of calendars.")


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """One calendar of the list: its newest version (None before the first) and who works by it."""

    calendar: Calendar
    version: CalendarVersion | None
    branches: list[Branch]


def current_version(calendar_id: int) -> CalendarVersion | None:
    """The newest version, the one that new clocks are counted by; None before the first."""
    return CalendarVersion.objects.filter(calendar_id=calendar_id).order_by("-number").first()


def default_calendar() -> Calendar | None:
    return Calendar.objects.filter(is_default=True).first()


def get_calendar(*, actor: Actor, code: str) -> Calendar:
    """The calendar for somebody who may see it; raises NoSuchCalendar."""
    calendar = Calendar.objects.filter(code=code).first()
    if calendar is None or not calendar_policy.allows(actor, "view", calendar):
        raise NoSuchCalendar(calendar=code)
    return calendar


def version_numbered(calendar: Calendar, number: int) -> CalendarVersion:
    """One version, with who made it; raises NoSuchCalendar."""
    version = versions_of(calendar).filter(number=number).first()
    if version is None:
        raise NoSuchCalendar(calendar=f"{calendar.code}/{number}")
    return version


def versions_of(calendar: Calendar) -> QuerySet[CalendarVersion]:
    """Newest first, with who made them."""
    return calendar.versions.select_related("made_by").order_by("-number")


def calendar_lines() -> list[CalendarLine]:
    """Every calendar, the default first; three queries for any number."""
    calendars = list(Calendar.objects.order_by("-is_default", "name"))
    versions = {version.calendar_id: version for version in newest_versions()}
    branches: dict[int, list[Branch]] = defaultdict(list)
    for row in BranchCalendar.objects.select_related("branch").order_by("branch__name"):
        branches[row.calendar_id].append(row.branch)
    return [CalendarLine(one, versions.get(one.pk), branches[one.pk]) for one in calendars]


def branches_of(calendar: Calendar) -> list[Branch]:
    """The branches that were given this calendar."""
    return list(Branch.objects.filter(hours__calendar=calendar).order_by("name"))


def newest_versions() -> QuerySet[CalendarVersion]:
    """The newest version of each calendar."""
    return CalendarVersion.objects.order_by("calendar_id", "-number").distinct("calendar_id")


def calendars_of_other_zone_data() -> list[CalendarVersion]:
    """The newest versions that were made with another time-zone database than this machine's.

    A new edition of the database is a new calendar version (semantics, section 1).
    """
    newest = newest_versions().select_related("calendar")
    return [version for version in newest if version.zone_data != zone_data_version()]


def coming_exceptions(version: CalendarVersion, today: date) -> list[tuple[date, list[list[str]], Any]]:
    """The exceptions from `today` on: date, hours (empty: closed), note; in order."""
    return [one for one in all_exceptions(version) if one[0] >= today]


def all_exceptions(version: CalendarVersion) -> list[tuple[date, list[list[str]], Any]]:
    return _in_order(version.exceptions.items(), version.notes)


def _in_order(
    exceptions: Iterable[tuple[str, list[list[str]]]], notes: dict[str, Any]
) -> list[tuple[date, list[list[str]], Any]]:
    return [(date.fromisoformat(day), hours, notes.get(day)) for day, hours in sorted(exceptions)]
