"""The first steps of an installation, and the test mail, which has no page of its own elsewhere."""

from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import HouseKind
from accounts.policies import registry
from core.web import render_page
from notifications.mail.refusals import refusal_words
from notifications.services.trying import try_mail
from servicedesk.desk.first_steps import facts_of_steps, first_steps
from servicedesk.desk.navigation import navigation
from servicedesk.desk.requests import DeskRequest, desk_view


@require_safe
@desk_view
def start(request: DeskRequest) -> HttpResponseBase:
    """What is done and what is open, each with the page where it is done."""
    registry.require(request.actor, "edit", HouseKind.COMPANY)
    now = timezone.now()
    context: dict[str, Any] = {
        "first_steps": first_steps(request.actor, now=now),
        **facts_of_steps(request.actor, now=now),
        "nav": navigation(request, now=now, current=request.path),
        "now": now,
    }
    return render_page(request, "desk/start.html", context)


@require_POST
@desk_view
def send_test_mail(request: DeskRequest) -> HttpResponseBase:
    """To whoever asks for it; says what the server said."""
    trial = try_mail(actor=request.actor, person=request.user, now=timezone.now())
    if trial.refusal:
        messages.error(request, refusal_words(trial.refusal))
    else:
        messages.success(request, _("The server has accepted the test mail. Look whether it arrives."))
    return redirect("desk:start")
