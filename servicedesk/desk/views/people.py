"""What concerns the reader in person: alerts, calls to make, being on duty."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.services.duty import set_duty
from core.web import render_page
from notifications.selectors import alerts_for, call_duties, contested_breaches
from notifications.services.alerts import mark_alerts_read
from servicedesk.desk.first_steps import first_steps, may_set_up
from servicedesk.desk.navigation import navigation
from servicedesk.desk.requests import DeskRequest, desk_view


@require_safe
@desk_view
def alerts(request: DeskRequest) -> HttpResponseBase:
    """What the reader was told, newest first, and the calls that wait for the reader."""
    now = timezone.now()
    told = alerts_for(request.user)
    contested = contested_breaches(told)
    context = {
        "alerts": [(alert, contested.get(alert.pk, "")) for alert in told],
        "calls": call_duties(request.user)[:50],
        "nav": navigation(request, now=now, current=request.path),
        "now": now,
    }
    return render_page(request, "desk/alerts.html", context)


@require_POST
@desk_view
def read_alerts(request: DeskRequest) -> HttpResponseBase:
    mark_alerts_read(user=request.user, now=timezone.now())
    return redirect("desk:alerts")


@require_safe
@desk_view
def me(request: DeskRequest) -> HttpResponseBase:
    """On a phone: the views, being on duty, language, sign-in, all that has no room in the bar."""
    now = timezone.now()
    context = {
        "nav": navigation(request, now=now, current=request.path),
        "first_steps": first_steps(request.actor, now=now) if may_set_up(request.actor) else None,
    }
    return render_page(request, "desk/me.html", context)


@require_POST
@desk_view
def duty(request: DeskRequest) -> HttpResponseBase:
    """Go on or off duty; who is off duty is named owner of nothing new."""
    is_on_duty = request.POST.get("is_on_duty") == "1"
    set_duty(actor=request.actor, user_id=request.user.pk, is_on_duty=is_on_duty)
    messages.success(request, _("You are on duty") if is_on_duty else _("You are off duty"))
    return _back(request)


def _back(request: DeskRequest) -> HttpResponse:
    came_from = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
    return redirect(came_from if is_ours else "desk:queue")
