"""Which working time counts, and its compiled form. A version of a calendar never changes."""

from functools import lru_cache

from core.worktime import ELAPSED, Calendar, Timetable, compile_calendar
from sla.models import BranchCalendar, CalendarVersion
from sla.models import Calendar as WorkingCalendar
from sla.selectors.terms import PromiseTerms


@lru_cache(maxsize=1024)
def timetable_of(version_id: int | None) -> Timetable:
    """The open time of a version of a calendar; elapsed time without one."""
    if version_id is None:
        return ELAPSED
    row = CalendarVersion.objects.get(pk=version_id)
    return compile_calendar(Calendar.read(row.zone, row.weekly, row.exceptions))


def calendar_of_branch(branch_id: int) -> int | None:
    """The calendar of a branch: its own, else the default one, else none."""
    own = BranchCalendar.objects.filter(branch=branch_id).values_list("calendar", flat=True).first()
    if own is not None:
        return own
    return calendar_of_house()


def calendar_of_house() -> int | None:
    """The calendar of every branch without one of its own."""
    return WorkingCalendar.objects.filter(is_default=True).values_list("pk", flat=True).first()


def newest_version(calendar_id: int | None) -> int | None:
    """The version of a calendar that new clocks run by."""
    versions = CalendarVersion.objects.filter(calendar=calendar_id).order_by("-number")
    return versions.values_list("pk", flat=True).first()


def version_for_branch(branch_id: int) -> int | None:
    return newest_version(calendar_of_branch(branch_id))


def version_for_clock(terms: PromiseTerms, branch_id: int) -> int | None:
    """The version that a clock of this promise runs by when it starts now; None for elapsed time."""
    if not terms.needs_calendar:
        return None
    return newest_version(terms.calendar_id or calendar_of_branch(branch_id))


@lru_cache(maxsize=1024)
def calendar_of(version_id: int) -> int:
    """The calendar that a version belongs to."""
    return CalendarVersion.objects.values_list("calendar", flat=True).get(pk=version_id)
