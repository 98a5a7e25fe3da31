"""Working calendars to read: which there are, and what one says."""

from datetime import datetime
from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Branch
from core.actors import Actor
from core.web import StaffRequest, render_page
from servicedesk.insights.calendars_picture import exceptions_by_year, lines_of, week_of
from servicedesk.insights.commitments_access import reading_view
from sla.holiday_china import is_announced
from sla.models import Calendar, CalendarVersion
from sla.policies import calendar_policy, hours_policy, manages, may_create_calendars
from sla.selectors.calendars import (
    branches_of,
    calendar_lines,
    calendars_of_other_zone_data,
    coming_exceptions,
    current_version,
    get_calendar,
    version_numbered,
    versions_of,
)

NEXT = 3


@require_safe
@reading_view
def overview(request: StaffRequest) -> HttpResponseBase:
    """Every calendar, who works by it, and its next exceptions."""
    today = timezone.localdate()
    lines = [
        (line, lines_of(coming_exceptions(line.version, today)[:NEXT]) if line.version else [])
        for line in calendar_lines()
    ]
    context = {
        "lines": lines,
        "may_create": may_create_calendars(request.actor),
        "may_install": manages(request.actor),
        "outdated": calendars_of_other_zone_data(),
    }
    return render_page(request, "insights/calendars/overview.html", context)


@require_safe
@reading_view
def calendar(request: StaffRequest, code: str) -> HttpResponseBase:
    """The newest version of a calendar, and how it became what it is."""
    shown = get_calendar(actor=request.actor, code=code)
    context = calendar_context(request.actor, shown, current_version(shown.pk), timezone.now())
    return render_page(request, "insights/calendars/calendar.html", context)


@require_safe
@reading_view
def version(request: StaffRequest, code: str, number: int) -> HttpResponseBase:
    """A calendar as it was in one version."""
    shown = get_calendar(actor=request.actor, code=code)
    context = calendar_context(request.actor, shown, version_numbered(shown, number), timezone.now())
    return render_page(request, "insights/calendars/calendar.html", context)


def calendar_context(
    actor: Actor, shown: Calendar, version: CalendarVersion | None, now: datetime
) -> dict[str, Any]:
    versions = list(versions_of(shown))
    year = timezone.localtime(now).year
    return {
        "calendar": shown,
        "version": version,
        "newest": versions[0] if versions else None,
        "versions": versions,
        "week": week_of(version) if version else [],
        "years": exceptions_by_year(version) if version else [],
        "this_year": year,
        "branches": branches_of(shown),
        "may_publish": calendar_policy.allows(actor, "publish", shown),
        "may_make_default": calendar_policy.allows(actor, "make_default", shown),
        "own_branches": [
            branch
            for branch in Branch.objects.order_by("name")
            if hours_policy.allows(actor, "set_calendar", branch)
        ],
        "holiday_years": [(one, is_announced(one)) for one in (year, year + 1)],
    }
