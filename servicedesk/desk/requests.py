"""Who looks at the desk, and on which clock: staff read every time on the wall clock of their branch."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.response import SimpleTemplateResponse
from django.utils import timezone

from accounts.decorators import staff_required
from accounts.first_account import is_unopened
from accounts.models import User
from accounts.selectors.branches import zone_of
from core.web import StaffRequest

P = ParamSpec("P")


class DeskRequest(StaffRequest):
    """A request whose user is known to be one of our staff."""

    user: User


SIGNED_OUT = 401


def desk_view(
    view: Callable[Concatenate[DeskRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for staff only, rendered in the zone of the reader's branch.

    A page that goes on polling after its session has ended is told so, keeps what was typed
    into it, and goes on when somebody signs in again in the same browser.
    """

    @wraps(view)
    def in_branch_zone(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        reader = cast("DeskRequest", request)
        with timezone.override(zone_of(reader.user.branch)):
            response = view(reader, *args, **kwargs)
            # a lazy response would be rendered after the zone is gone
            return response.render() if isinstance(response, SimpleTemplateResponse) else response

    guarded = staff_required(in_branch_zone)

    @wraps(view)
    def told_when_signed_out(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if getattr(request, "actor", None) is None:
            if getattr(request, "htmx", False):
                return _signed_out(request)
            if is_unopened():
                return redirect("desk:first_account")
        return guarded(request, *args, **kwargs)

    return told_when_signed_out


def _signed_out(request: HttpRequest) -> HttpResponse:
    response = render(request, "desk/signed_out.html", status=SIGNED_OUT)
    response["HX-Retarget"] = "#toasts"
    response["HX-Reswap"] = "innerHTML"
    return response
