from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.utils import timezone

from core.web import StaffRequest, render_page
from servicedesk.insights.access import report_view
from servicedesk.insights.board import board_of
from servicedesk.insights.listing import listing_of
from servicedesk.insights.live import version
from servicedesk.insights.rows import promise_rows
from servicedesk.insights.scope import Scope, scope_of, tabs_of

PER_PAGE = 50


@report_view
def dashboard(request: StaffRequest) -> HttpResponseBase:
    """Are we keeping our word? Every figure is a link to what it counts."""
    scope, form = scope_of(request, now=timezone.now())
    with timezone.override(scope.zone):
        newest = version()
        if request.htmx and request.GET.get("v") == newest:
            return unchanged(request, scope)
        context = board_of(scope)
        context |= {"form": form, "scope": scope, "version": newest}
        context |= {"tabs": tabs_of(scope), "export_url": scope.url("insights:promises_csv")}
        # a lazy response would be rendered after the zone is gone
        return render_page(request, "insights/dashboard.html", context, fragment="figures").render()


def unchanged(request: StaffRequest, scope: Scope) -> HttpResponseBase:
    """Only the time moves."""
    answer = render_page(request, "insights/as_of.html", {"scope": scope, "is_swapped": True}).render()
    answer.headers["HX-Reswap"] = "none"
    return answer


@report_view
def tickets(request: StaffRequest) -> HttpResponseBase:
    """The list behind a figure."""
    scope, _form = scope_of(request, now=timezone.now())
    with timezone.override(scope.zone):
        listing = listing_of(scope, request.GET)
        page = Paginator(listing.rows, PER_PAGE).get_page(request.GET.get("page"))
        rows = promise_rows(list(page), scope) if listing.is_about_promises else list(page)
        context = {
            "scope": scope,
            "listing": listing,
            "page": page,
            "rows": rows,
            "back_url": scope.url("insights:dashboard"),
        }
        return render_page(request, "insights/tickets.html", context).render()
