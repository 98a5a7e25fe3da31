"""Editing a calendar: every button works without a script, and nothing typed is lost."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.zones import known_zones
from core.errors import DomainError
from core.web import StaffRequest, render_page
from servicedesk.insights.calendars_draft import Draft
from servicedesk.insights.calendars_months import months_of
from servicedesk.insights.commitments_access import reading_view
from sla.models import Calendar, CalendarVersion
from sla.policies import calendar_policy
from sla.selectors.calendars import current_version, get_calendar
from sla.services.calendars import CalendarMovedOn, publish_version

PLACES = {"calendar_reason_missing": "reason"}


@require_http_methods(["GET", "HEAD", "POST"])
@reading_view
def edit(request: StaffRequest, code: str) -> HttpResponseBase:
    """The week and this and later years' exceptions of the newest version, to be published as the next."""
    calendar = get_calendar(actor=request.actor, code=code)
    calendar_policy.require(request.actor, "publish", calendar)
    version = current_version(calendar.pk)
    first = f"{timezone.localdate().year}-01-01"
    if request.method != "POST":
        draft = Draft.of_version(version, timezone.get_current_timezone_name(), first)
        return _page(request, calendar, draft)
    draft = Draft.of_post(request.POST)
    if step := request.POST.get("step"):
        draft.step(step)
        return _page(request, calendar, draft)
    return _publish(request, calendar, draft, version, first)


def _publish(
    request: StaffRequest, calendar: Calendar, draft: Draft, version: CalendarVersion | None, first: str
) -> HttpResponseBase:
    weekly, (exceptions, notes) = draft.weekly(), draft.exceptions(version, first)
    if draft.problems:
        return _page(request, calendar, draft, status=422)
    try:
        made = publish_version(
            actor=request.actor,
            calendar_id=calendar.pk,
            zone=draft.zone,
            weekly=weekly,
            exceptions=exceptions,
            notes=notes,
            reason=draft.reason,
            base_number=draft.base_number,
            now=timezone.now(),
        )
    except DomainError as error:
        draft.problems.append((PLACES.get(error.code, "week"), error.text))
        if isinstance(error, CalendarMovedOn) and version is not None:
            draft.base_number = version.number  # who publishes again has been told
        return _page(request, calendar, draft, status=error.status)
    return published(request, calendar, made, version)


def published(
    request: StaffRequest, calendar: Calendar, made: CalendarVersion, before: CalendarVersion | None
) -> HttpResponseBase:
    """Back to the calendar, with a word; it offers the clocks that this would move."""
    if before is not None and made.pk == before.pk:
        messages.info(request, _("Nothing changed, so nothing was published."))
    else:
        messages.success(request, _("Version {number} is published.").format(number=made.number))
    return redirect("insights:calendar", calendar.code)


def _page(request: StaffRequest, calendar: Calendar, draft: Draft, *, status: int = 200) -> HttpResponseBase:
    places = {place for place, _words in draft.problems}
    context = {
        "calendar": calendar,
        "draft": draft,
        "week": [(day, WEEKDAYS[day], windows or [("", "")]) for day, windows in enumerate(draft.days)],
        "months": months_of(draft.rows, places=places, touched=draft.touched),
        "problems": draft.problems,
        "places": places,
        "zones": sorted(known_zones()),
    }
    return render_page(request, "insights/calendars/edit.html", context, status=status)
