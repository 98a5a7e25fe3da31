"""The request form: seen, its promise, its puzzle, sent."""

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from redis.exceptions import RedisError

from accounts.selectors.branches import branch_for
from core.actors import Actor
from servicedesk.portal.challenge import is_proven, may_go_on, new_challenge
from servicedesk.portal.forms.request import RequestForm
from servicedesk.portal.pages.request import form_page, pledge_of
from servicedesk.portal.zones import browser_zone, zone_for
from tickets.services.registration import register_ticket
from tickets.tracking import token_for

SENT_SECONDS = 3600  # a second click within the hour leads to the first request, not to a second one


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def request_form(request: HttpRequest) -> HttpResponse:
    """Show the form; on POST register the request and go on to its result page."""
    if request.method == "POST":
        return _send(request)
    return _show(request, RequestForm(initial={"draft": get_random_string(24)}))


@never_cache
@require_safe
def pledge_box(request: HttpRequest) -> HttpResponse:
    """The promise for what is chosen so far, swapped into the form."""
    branch = branch_for(None)
    with timezone.override(zone_for(request, branch)):
        context = {"pledge": pledge_of(request.GET, timezone.now())}
        return TemplateResponse(request, "portal/form.html#pledge", context).render()


@never_cache
@require_safe
def challenge(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """A puzzle for the browser that fills in the form."""
    return JsonResponse(new_challenge())


def _send(request: HttpRequest) -> HttpResponse:
    draft = request.POST.get("draft", "")[:40]
    sent = _sent_before(draft)
    if sent:
        return redirect("portal:received", sent)
    form = RequestForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form, status=422)
    is_verified = is_proven(form.cleaned_data["altcha"])
    if not is_verified and not may_go_on(request):
        form.add_error(None, _("Too many requests came from your network. Switch on scripts, or call us."))
        return _show(request, form, status=429)
    ticket = register_ticket(
        actor=Actor.system("portal"),
        request=form.to_request(zone=browser_zone(request), is_verified=is_verified),
        now=timezone.now(),
    )
    token = token_for(ticket)
    _remember(draft, token)
    return redirect("portal:received", token)


def _show(request: HttpRequest, form: RequestForm, status: int = 200) -> HttpResponse:
    branch = branch_for(None)
    with timezone.override(zone_for(request, branch)):
        context: dict[str, Any] = form_page(request, form, branch, timezone.now())
        return TemplateResponse(request, "portal/form.html", context, status=status).render()


def _sent_before(draft: str) -> str:
    """The token of the request that this very form already made, or ""."""
    try:
        return str(cache.get(f"portal:sent:{draft}", "")) if draft else ""
    except RedisError:
        return ""


def _remember(draft: str, token: str) -> None:
    if not draft:
        return
    try:
        cache.set(f"portal:sent:{draft}", token, SENT_SECONDS)
    except RedisError:  # a second click then makes a second request: better than none
        return
