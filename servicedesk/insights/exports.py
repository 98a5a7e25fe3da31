"""Tables and lists for spreadsheets: the choice and the rows of the pages, sent while they are read."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation

from accounts.tables.text import written
from core.web import StaffRequest
from servicedesk.insights.access import report_view
from servicedesk.insights.comparison_pages import group_in
from servicedesk.insights.listing import listing_of
from servicedesk.insights.scope import Scope, scope_of
from servicedesk.insights.sheets import Row, comparison_sheet, listing_sheet, promises_sheet
from servicedesk.insights.trend_sheets import arrivals_sheet, ratings_sheet, trends_sheet

AT_ONCE = 200  # rows in a piece of the answer


@report_view
def promises(request: StaffRequest) -> HttpResponseBase:
    """How each promise was kept."""
    scope, _form = scope_of(request, now=timezone.now())
    return sheet(promises_sheet(scope), scope, "promises")


@report_view
def comparison(request: StaffRequest) -> HttpResponseBase:
    """The table by branch or by owner."""
    scope, _form = scope_of(request, now=timezone.now())
    group = group_in(request)
    return sheet(comparison_sheet(scope, group), scope, f"by-{group}")


@report_view
def trends(request: StaffRequest) -> HttpResponseBase:
    """Twelve weeks, whatever the period."""
    scope, _form = scope_of(request, now=timezone.now())
    return sheet(trends_sheet(scope), scope, "trends")


@report_view
def arrivals(request: StaffRequest) -> HttpResponseBase:
    """When requests came."""
    scope, _form = scope_of(request, now=timezone.now())
    return sheet(arrivals_sheet(scope), scope, "arrivals")


@report_view
def ratings(request: StaffRequest) -> HttpResponseBase:
    """How customers rated."""
    scope, _form = scope_of(request, now=timezone.now())
    return sheet(ratings_sheet(scope), scope, "ratings")


@report_view
def tickets(request: StaffRequest) -> HttpResponseBase:
    """The list behind a figure."""
    scope, _form = scope_of(request, now=timezone.now())
    listing = listing_of(scope, request.GET)
    return sheet(listing_sheet(scope, listing), scope, request.GET["show"].replace("_", "-"))


def sheet(rows: Iterable[Row], scope: Scope, about: str) -> StreamingHttpResponse:
    """The answer; its name says what it is about and from which day to which."""
    since, until = scope.period.since, min(scope.period.until, scope.now) - timedelta(seconds=1)
    days = "-to-".join(at.astimezone(scope.zone).date().isoformat() for at in (since, until))
    language = translation.get_language() or ""
    response = StreamingHttpResponse(pieces(rows, scope, language), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{about}-{days}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def pieces(rows: Iterable[Row], scope: Scope, language: str) -> Iterator[str]:
    """In the reader's language and on the branch's wall clock, which are gone when the answer is sent."""
    with translation.override(language), timezone.override(scope.zone):
        lines = written(rows)
        while piece := "".join(islice(lines, AT_ONCE)):
            yield piece
