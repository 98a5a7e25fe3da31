"""Who may look at the figures: the policy says so (leads and above)."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.decorators import staff_required
from core.errors import NotAllowed
from core.web import StaffRequest
from tickets.policies import may_report

P = ParamSpec("P")


def report_page(
    view: Callable[Concatenate[StaffRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for those who may report; others of the staff are refused, everybody else is sent to sign in."""

    @wraps(view)
    def guarded(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not may_report(request.actor):
            raise NotAllowed(permission="report")
        return view(request, *args, **kwargs)

    return staff_required(guarded)


def report_view(
    view: Callable[Concatenate[StaffRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """The same for a page that is only looked at."""
    return require_safe(report_page(view))
