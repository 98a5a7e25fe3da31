"""Moving running clocks to a version of a calendar: which would move, from when to when."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.web import StaffRequest, render_page
from servicedesk.insights.commitments_access import reading_view
from sla.selectors.calendars import get_calendar, version_numbered
from sla.services.moving import apply_calendar, preview_calendar
from tickets.promises import metric_name

PER_PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
@reading_view
def clocks(request: StaffRequest, code: str, number: int) -> HttpResponseBase:
    """Earlier deadlines move; later ones only for a statutory holiday, or one by one by consent."""
    calendar = get_calendar(actor=request.actor, code=code)
    version = version_numbered(calendar, number)
    if request.method == "POST":
        is_holiday = request.POST.get("holiday") == "1"
        moved = apply_calendar(
            actor=request.actor, version_id=version.pk, holiday_reason=is_holiday, now=timezone.now()
        )
        said = ngettext("{number} deadline moved.", "{number} deadlines moved.", moved)
        messages.success(request, said.format(number=moved))
        return redirect("insights:calendar", code)
    moves = preview_calendar(actor=request.actor, version_id=version.pk)
    page = Paginator(moves, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "calendar": calendar,
        "version": version,
        "page": page,
        "rows": [(move, metric_name(move.metric)) for move in page],
        "earlier": sum(not move.is_later for move in moves),
        "later": sum(move.is_later for move in moves),
    }
    return render_page(request, "insights/calendars/clocks.html", context)
