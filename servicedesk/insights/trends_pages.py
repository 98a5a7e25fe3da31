"""Where it is going, when requests come, and what customers think of it."""

from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR

from core.web import StaffRequest, render_page
from servicedesk.insights.access import report_view
from servicedesk.insights.arrivals import arrivals_of
from servicedesk.insights.cards import WEEKS
from servicedesk.insights.ratings import ratings_of
from servicedesk.insights.scope import scope_of, tabs_of
from servicedesk.insights.trends import trends_of

FILES = ("trends_csv", "arrivals_csv", "ratings_csv")


@report_view
def trends(request: StaffRequest) -> HttpResponseBase:
    """Twelve weeks of promises and times; arrivals and ratings of the chosen period."""
    scope, form = scope_of(request, now=timezone.now())
    with timezone.override(scope.zone):
        context: dict[str, Any] = {
            "scope": scope,
            "form": form,
            "tabs": tabs_of(scope),
            "weeks": WEEKS,
            "trends": trends_of(scope),
            "arrivals": arrivals_of(scope),
            "days": list(zip(WEEKDAYS.values(), WEEKDAYS_ABBR.values(), strict=True)),
            "ratings": ratings_of(scope),
        }
        context |= {name: scope.url(f"insights:{name}") for name in FILES}
        # a lazy response would be rendered after the zone is gone
        return render_page(request, "insights/trends.html", context).render()
