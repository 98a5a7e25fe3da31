"""What the customer does from the tracking page; each is one call of one service."""

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from core.web import PageRequest
from servicedesk.portal.forms.answers import RateForm, SolvedForm, WithdrawForm, WriteForm
from servicedesk.portal.pages.tracking import tracking_page
from servicedesk.portal.private import customer_of, private_page
from tickets.models import Ticket
from tickets.selectors.merged import survivor_of
from tickets.services.closing import confirm_solved, say_not_solved
from tickets.services.conversation import customer_writes
from tickets.services.rating import rate_ticket
from tickets.services.unserved import withdraw_ticket
from tickets.tracking import token_for


@require_POST
@private_page
def write(request: PageRequest, ticket: Ticket) -> HttpResponseBase:
    """A message, files, or both; what is written on a merged request arrives where the matter is followed."""
    form = WriteForm(request.POST, request.FILES)
    if not form.is_valid():
        return _again(request, ticket, "write", form)
    facts = form.cleaned_data
    followed = survivor_of(ticket)
    customer_writes(
        actor=customer_of(followed),
        ticket_id=followed.pk,
        text=facts["text"],
        files=facts["attachments"],
        now=timezone.now(),
    )
    return _done(followed, "story")


@require_POST
@private_page
def solved(request: PageRequest, ticket: Ticket) -> HttpResponseBase:
    """Yes closes the request, or lets it wait for its summary; no opens it again, with fresh promises."""
    form = SolvedForm(request.POST)
    if not form.is_valid():
        return _again(request, ticket, "solved", form)
    facts, actor, now = form.cleaned_data, customer_of(ticket), timezone.now()
    if form.is_yes:
        confirm_solved(
            actor=actor, ticket_id=ticket.pk, score=facts["score"], comment=facts["comment"], now=now
        )
    else:
        say_not_solved(actor=actor, ticket_id=ticket.pk, text=facts["wrong"], now=now)
    return _done(ticket, "main")


@require_POST
@private_page
def withdraw(request: PageRequest, ticket: Ticket) -> HttpResponseBase:
    """He needs nothing any more; the request is closed."""
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _again(request, ticket, "withdraw", form)
    withdraw_ticket(
        actor=customer_of(ticket),
        ticket_id=ticket.pk,
        text=form.cleaned_data["reason"],
        now=timezone.now(),
    )
    return _done(ticket, "main")


@require_POST
@private_page
def rate(request: PageRequest, ticket: Ticket) -> HttpResponseBase:
    """Stars from 1 to 5 and perhaps a comment."""
    form = RateForm(request.POST)
    if not form.is_valid():
        return _again(request, ticket, "rate", form)
    facts = form.cleaned_data
    rate_ticket(
        actor=customer_of(ticket),
        ticket_id=ticket.pk,
        score=facts["score"],
        comment=facts["comment"],
        now=timezone.now(),
    )
    return _done(ticket, "main")


def _done(ticket: Ticket, place: str) -> HttpResponseBase:
    """Back to the page by GET, so that a reload repeats nothing."""
    response = redirect("portal:track", token_for(ticket))
    response["Location"] += f"#{place}"
    return response


def _again(request: PageRequest, ticket: Ticket, name: str, form: forms.Form) -> HttpResponseBase:
    """The page with what was typed and what is wrong with it."""
    context = tracking_page(ticket, timezone.now(), {name: form})
    return TemplateResponse(request, "portal/track.html", context, status=422)
