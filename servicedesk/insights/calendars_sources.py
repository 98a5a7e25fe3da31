"""Exceptions from elsewhere: statutory holidays and calendar files, previewed before they count."""

from typing import Any

from django import forms
from django.core import signing
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.errors import BadInput, Conflict
from core.web import StaffRequest, render_page
from servicedesk.insights.calendars_editor import published
from servicedesk.insights.calendars_picture import words_of
from servicedesk.insights.commitments_access import reading_view
from sla.calendar_changes import DayChange, Proposal
from sla.calendar_notes import note_text
from sla.holiday_tables import holiday_table
from sla.models import Calendar, CalendarVersion
from sla.policies import calendar_policy
from sla.selectors.calendars import current_version, get_calendar
from sla.services.calendars import publish_version
from sla.services.holidays import load_holidays, propose_holidays, reason_for
from sla.services.ical import MOST_BYTES, propose_file

SALT = "insights.calendars"
ONE_HOUR = 3600


class HolidaysForm(forms.Form):
    """Which table; `preview` shows it first, without it the table is published at once."""

    country = forms.CharField(max_length=3)
    region = forms.CharField(max_length=20, required=False)
    year = forms.IntegerField(min_value=1900, max_value=2200)
    weekday = forms.IntegerField(min_value=0, max_value=6, required=False)
    preview = forms.BooleanField(required=False)


class NoHoursYet(Conflict):
    code = "calendar_without_hours"
    message = gettext_lazy("This calendar has no hours yet. Enter its week first.")


class NoFile(BadInput):
    code = "no_file"
    message = gettext_lazy("Choose an iCalendar file (.ics) first.")


class PreviewLost(BadInput):
    code = "preview_lost"
    message = gettext_lazy("This preview is too old. Make it again, then publish.")


@require_POST
@reading_view
def holidays(request: StaffRequest, code: str) -> HttpResponseBase:
    """Load a year's holidays, at once or after a preview."""
    calendar, version = _editable(request, code)
    form = HolidaysForm(request.POST)
    if not form.is_valid():
        raise BadInput({name: list(map(str, words)) for name, words in form.errors.items()})
    facts = form.cleaned_data
    weekday = facts["weekday"] or 0
    place = {"country": facts["country"], "region": facts["region"], "year": facts["year"]}
    if facts["preview"]:
        table = holiday_table(**place)
        proposal = propose_holidays(version, table, weekday=weekday)
        return _preview(request, calendar, version, proposal, reason_for(table))
    made = load_holidays(
        actor=request.actor, calendar_id=calendar.pk, weekday=weekday, now=timezone.now(), **place
    )
    return published(request, calendar, made, version)


@require_POST
@reading_view
def upload(request: StaffRequest, code: str) -> HttpResponseBase:
    """What a calendar file would change."""
    calendar, version = _editable(request, code)
    given = request.FILES.get("file")
    if given is None:
        raise NoFile
    # a byte more than may be, so that the service can tell
    content = given.read(MOST_BYTES + 1)
    proposal = propose_file(version, content, today=timezone.localdate())
    return _preview(request, calendar, version, proposal, str(given.name)[:100])


@require_POST
@reading_view
def take(request: StaffRequest, code: str) -> HttpResponseBase:
    """Publish what was previewed."""
    calendar, version = _editable(request, code)
    try:
        wanted = signing.loads(request.POST.get("proposal", ""), salt=SALT, max_age=ONE_HOUR)
    except signing.BadSignature as problem:
        raise PreviewLost from problem
    if wanted["calendar"] != calendar.pk:
        raise PreviewLost
    made = publish_version(
        actor=request.actor,
        calendar_id=calendar.pk,
        zone=version.zone,
        weekly=version.weekly,
        exceptions=wanted["exceptions"],
        notes=wanted["notes"],
        reason=request.POST.get("reason", ""),
        base_number=wanted["base"],
        now=timezone.now(),
    )
    return published(request, calendar, made, version)


def _editable(request: StaffRequest, code: str) -> tuple[Calendar, CalendarVersion]:
    calendar = get_calendar(actor=request.actor, code=code)
    calendar_policy.require(request.actor, "publish", calendar)
    version = current_version(calendar.pk)
    if version is None:
        raise NoHoursYet
    return calendar, version


def _preview(
    request: StaffRequest, calendar: Calendar, version: CalendarVersion, proposal: Proposal, source: str
) -> HttpResponseBase:
    parcel = {
        "calendar": calendar.pk,
        "base": version.number,
        "exceptions": proposal.exceptions,
        "notes": proposal.notes,
    }
    context: dict[str, Any] = {
        "calendar": calendar,
        "source": source,
        "proposal": proposal,
        "added": [_line(change) for change in proposal.added],
        "changed": [_line(change) for change in proposal.changed],
        "skipped": [(note_text(one.name), one.day, one.why.label) for one in proposal.skipped],
        "parcel": signing.dumps(parcel, salt=SALT, compress=True),
    }
    return render_page(request, "insights/calendars/preview.html", context)


def _line(change: DayChange) -> dict[str, Any]:
    before = words_of(change.before) if change.before is not None else _("as every week")
    return {
        "day": change.day,
        "note": note_text(change.note),
        "before": before,
        "after": words_of(change.after),
    }
