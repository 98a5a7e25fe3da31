"""The tables by branch and by owner."""

from typing import Any

from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.web import StaffRequest, render_page
from servicedesk.insights.access import report_view
from servicedesk.insights.comparison import COLUMNS, lines_of, standings
from servicedesk.insights.listing import NoSuchFigure
from servicedesk.insights.scope import scope_of
from sla.selectors.figures import Group

PER_PAGE = 50
GROUPS = {Group.OWNER: _("By owner"), Group.BRANCH: _("By branch")}


@report_view
def comparison(request: StaffRequest) -> HttpResponseBase:
    """Who keeps our word, and who does not: the worst first."""
    scope, form = scope_of(request, now=timezone.now())
    group = group_in(request)
    with timezone.override(scope.zone):
        page = Paginator(standings(scope, group), PER_PAGE).get_page(request.GET.get("page"))
        context: dict[str, Any] = {
            "scope": scope,
            "form": form,
            "page": page,
            "groups": GROUPS,
            "group": group,
            "title": GROUPS[group],
            "columns": COLUMNS,
            "lines": list(lines_of(scope, group, list(page))),
            "back_url": scope.url("insights:dashboard"),
        }
        return render_page(request, "insights/comparison.html", context).render()


def group_in(request: StaffRequest) -> Group:
    """By what the address asks for; raises NoSuchFigure."""
    try:
        return Group(request.GET.get("by", Group.OWNER))
    except ValueError as error:
        raise NoSuchFigure from error
