"""Merging: find the other request of the customer, read what will happen, act; and take it back."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError
from core.web import render_page
from servicedesk.desk.editor import show_error
from servicedesk.desk.forms.related import MergeForm
from servicedesk.desk.navigation import navigation
from servicedesk.desk.requests import DeskRequest, desk_view
from sla.selectors.promises import promises_of
from tickets.models import Ticket
from tickets.policies import policy
from tickets.selectors.related import get_other, merge_candidates, watchers_of
from tickets.selectors.tickets import get_ticket
from tickets.services.meanwhile import as_seen, read_version
from tickets.services.merging import merge_tickets, require_mergeable
from tickets.services.unmerging import UNDOABLE_FOR, undo_merge

NOT_VALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def merge(request: DeskRequest, number: str) -> HttpResponseBase:
    """`q` searches among the customer's other requests, `into` shows what merging would do, POST does it."""
    ticket = get_ticket(actor=request.actor, number=number)
    policy.require(request.actor, "merge", ticket)
    given = request.POST if request.method == "POST" else request.GET
    form = MergeForm(given if "into" in given or request.method == "POST" else None)
    survivor = _survivor(request, ticket, form)
    if request.method != "POST" or survivor is None:
        status = NOT_VALID if request.method == "POST" else 200
        return _page(request, ticket, form, survivor, status)
    version = read_version(request.POST.get("seen", ""))
    try:
        with as_seen(actor=request.actor, ticket_id=ticket.pk, version=version, also=(survivor.pk,)):
            merge_tickets(actor=request.actor, ticket_id=ticket.pk, into_id=survivor.pk, now=timezone.now())
    except DomainError as error:
        show_error(form, error)
        return _page(request, get_ticket(actor=request.actor, number=number), form, survivor, error.status)
    messages.success(request, _("{number} is followed here now").format(number=ticket.number))
    return redirect("desk:ticket", number=survivor.number)


@require_POST
@desk_view
def undo(request: DeskRequest, number: str) -> HttpResponseBase:
    """Separate the two again, by a lead within a day."""
    ticket = get_ticket(actor=request.actor, number=number)
    undo_merge(actor=request.actor, ticket_id=ticket.pk, now=timezone.now())
    messages.success(request, _("Separated again; it goes on as it was"))
    return redirect("desk:ticket", number=number)


def _survivor(request: DeskRequest, ticket: Ticket, form: MergeForm) -> Ticket | None:
    """The request that would remain, if it can be merged into; otherwise the form says why not."""
    if not form.is_valid():
        return None
    try:
        survivor = get_other(actor=request.actor, number=form.cleaned_data["into"], field="into")
        require_mergeable(request.actor, ticket, survivor)
    except DomainError as error:
        show_error(form, error)
        return None
    return survivor


def _page(
    request: DeskRequest, ticket: Ticket, form: MergeForm, survivor: Ticket | None, status: int
) -> HttpResponseBase:
    now = timezone.now()
    words = request.GET.get("q", "")
    context: dict[str, Any] = {
        "ticket": ticket,
        "nav": navigation(request, now=now),
        "form": form,
        "words": words,
        "candidates": merge_candidates(ticket, actor=request.actor, words=words),
        "survivor": survivor,
    }
    if survivor is not None:
        context |= _preview(ticket, survivor, now)
    return render_page(request, "desk/merge.html", context, status=status)


def _preview(ticket: Ticket, survivor: Ticket, now: datetime) -> dict[str, Any]:
    """What merging would change, from the same rows the service will read."""
    return {
        "received_at": min(ticket.received_at, survivor.received_at),
        "ends": [p for p in promises_of([ticket], now=now).get(ticket.pk, []) if p.stopped_at is None],
        "moving": watchers_of(ticket),
        "until": now + UNDOABLE_FOR,
    }
