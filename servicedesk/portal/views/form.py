"""The request form: seen, its promise, its puzzle, sent."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.selectors.branches import branch_for
from core.actors import Actor
from servicedesk.portal.challenge import is_proven, may_go_on, new_challenge
from servicedesk.portal.drafts import one_at_a_time, remember, sent_before
from servicedesk.portal.forms.request import RequestForm, purchase_of
from servicedesk.portal.pages.request import form_page, pledge_of
from servicedesk.portal.zones import browser_zone, zone_for
from tickets.choices import Kind
from tickets.services.registration import register_within
from tickets.tracking import token_for


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def request_form(request: HttpRequest) -> HttpResponse:
    """Show the form; on POST register the request and go on to its result page."""
    if request.method == "POST":
        return _send(request)
    return _show(request, RequestForm(initial={"draft": get_random_string(24)}))


@never_cache
@require_safe
def labelled_form(request: HttpRequest, token: str) -> HttpResponse:
    """What a scan of a label opens: the form, filled in with what we sold (A3.1).

    Looking at it changes nothing. A label that is not valid any more leads to the form as everybody sees it,
    and says so.
    """
    purchase = purchase_of(token)
    initial = {"draft": get_random_string(24)}
    if purchase is None:
        return _show(request, RequestForm(initial=initial), status=404, is_label_gone=True)
    initial |= {"label": token, "product": purchase.product.name, "kind": Kind.REPAIR.value}
    return _show(request, RequestForm(initial=initial))


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
    form = RequestForm(request.POST, request.FILES)
    if not form.is_valid():
        sent = sent_before(request.POST.get("draft", "")[:40])
        return redirect("portal:received", sent) if sent else _show(request, form, status=422)
    with one_at_a_time(form.cleaned_data["draft"]):
        return _register(request, form)


def _register(request: HttpRequest, form: RequestForm) -> HttpResponse:
    """Register the valid form; a click that waited for the one before it leads to the same request."""
    draft = form.cleaned_data["draft"]
    sent = sent_before(draft)
    if sent:
        return redirect("portal:received", sent)
    is_verified = is_proven(form.cleaned_data["altcha"])
    if not is_verified and not may_go_on(request):
        form.add_error(None, _("Too many requests came from your network. Switch on scripts, or call us."))
        return _show(request, form, status=429)
    ticket = register_within(
        actor=Actor.system("portal"),
        request=form.to_request(
            zone=browser_zone(request), host=split_domain_port(request.get_host())[0], is_verified=is_verified
        ),
        now=timezone.now(),
    )
    token = token_for(ticket)
    remember(draft, token)
    return redirect("portal:received", token)


def _show(
    request: HttpRequest, form: RequestForm, status: int = 200, *, is_label_gone: bool = False
) -> HttpResponse:
    branch = branch_for(None)
    with timezone.override(zone_for(request, branch)):
        context: dict[str, Any] = form_page(request, form, branch, timezone.now())
        context["is_label_gone"] = is_label_gone
        return TemplateResponse(request, "portal/form.html", context, status=status).render()
