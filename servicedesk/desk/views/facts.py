"""Completing a request's facts, and the requests that are likely the same matter (A3.1)."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import DomainError
from core.web import render_page
from servicedesk.desk.editor import show_error
from servicedesk.desk.forms.facts import FactsForm
from servicedesk.desk.meanwhile import told
from servicedesk.desk.navigation import navigation
from servicedesk.desk.requests import DeskRequest, desk_view
from tickets.models import Ticket
from tickets.policies import policy
from tickets.required import THE_THING, missing_facts
from tickets.selectors.duplicates import duplicates_of
from tickets.selectors.tickets import get_ticket
from tickets.services.facts import complete_facts
from tickets.services.meanwhile import as_seen, news_of_facts, read_version
from tickets.services.sender import confirm_sender

NOT_VALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def facts(request: DeskRequest, number: str) -> HttpResponseBase:
    ticket = get_ticket(actor=request.actor, number=number)
    policy.require(request.actor, "work", ticket)
    if request.method != "POST":
        known = {fact.value: getattr(ticket, fact.value) for fact in THE_THING}
        return _page(request, ticket, FactsForm(initial=known))
    form = FactsForm(request.POST)
    if not form.is_valid():
        return _page(request, ticket, form, NOT_VALID)
    given, seen = form.cleaned_data, read_version(request.POST.get("seen", ""))
    try:
        with as_seen(actor=request.actor, ticket_id=ticket.pk, version=seen, news=news_of_facts(given)):
            complete_facts(actor=request.actor, ticket_id=ticket.pk, now=timezone.now(), **given)
    except DomainError as error:
        show_error(form, error)
        return _page(request, ticket, form, error.status, error)
    messages.success(request, _("Facts completed"))
    return redirect("desk:ticket", number=number)


@require_POST
@desk_view
def sender(request: DeskRequest, number: str) -> HttpResponseBase:
    """Somebody has spoken with the sender of a request that came without a proof."""
    ticket = get_ticket(actor=request.actor, number=number)
    confirm_sender(actor=request.actor, ticket_id=ticket.pk, now=timezone.now())
    messages.success(request, _("Sender confirmed"))
    return redirect("desk:ticket", number=number)


@require_safe
@desk_view
def alike(request: DeskRequest, number: str) -> HttpResponseBase:
    """A page of its own, or the part of the ticket page that is read after it."""
    ticket = get_ticket(actor=request.actor, number=number)
    now = timezone.now()
    context = {
        "ticket": ticket,
        "found": duplicates_of(ticket, actor=request.actor),
        "may_merge": policy.allows(request.actor, "merge", ticket),
        "now": now,
    }
    if not request.htmx:
        context["nav"] = navigation(request, now=now)
    return render_page(request, "desk/alike.html", context, fragment="found")


def _page(
    request: DeskRequest,
    ticket: Ticket,
    form: FactsForm,
    status: int = 200,
    error: DomainError | None = None,
) -> HttpResponseBase:
    context = {
        "ticket": ticket,
        "form": form,
        "missing": missing_facts(ticket),
        **told(request, ticket, error),
        "nav": navigation(request, now=timezone.now()),
    }
    return render_page(request, "desk/facts_page.html", context, status=status)
