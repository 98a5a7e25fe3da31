"""Moving one request to newer hours or a newer letter: later deadlines, too, if the customer agreed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.selectors.branches import zone_of
from core.errors import BadInput, NotAllowed
from core.web import StaffRequest, render_page
from servicedesk.insights.access import report_page
from servicedesk.insights.forms import MomentField
from sla.policies import may_move
from sla.services.consenting import (
    Consent,
    NothingToMove,
    Offer,
    apply_calendar_to_ticket,
    move_ticket,
    offers_for,
)
from tickets.choices import ContactChannel
from tickets.models import Ticket
from tickets.promises import metric_name
from tickets.selectors.tickets import get_ticket


class ConsentForm(forms.Form):
    """Who agreed, when and how: what the log keeps of it."""

    by = forms.CharField(
        label=_("Who agreed"),
        max_length=120,
        error_messages={"required": _("Write down who agreed.")},
    )
    at = MomentField(
        label=_("When"),
        error_messages={"required": _("Enter when the customer agreed.")},
    )
    channel = forms.ChoiceField(label=_("By which channel"), choices=ContactChannel.choices)
    words = forms.CharField(
        label=_("In which words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("If you know them. The customer can read them in the story of the request."),
    )
    is_sure = forms.BooleanField(
        label=_("The customer has agreed to the later deadlines listed above"),
        error_messages={"required": _("Confirm that the customer has agreed.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@report_page
def moves(request: StaffRequest, number: str) -> HttpResponseBase:
    """What the request could move to, and what that would do to each deadline; then the act, once."""
    ticket = get_ticket(actor=request.actor, number=number)
    if not may_move(request.actor):
        raise NotAllowed(permission="move")
    offers = offers_for(actor=request.actor, ticket=ticket)
    with timezone.override(zone_of(ticket.branch)):
        form, chosen = ConsentForm(request.POST or None), request.POST.get("to", "")
        if request.method == "POST" and _act(request, ticket, offers, form, chosen):
            return redirect("desk:ticket", number)
        context = {
            "ticket": ticket,
            "offers": [_card(offer, form if offer.key == chosen else None, ticket) for offer in offers],
        }
        status = 422 if form.is_bound else 200
        return render_page(request, "insights/moves.html", context, status=status).render()


def _act(request: StaffRequest, ticket: Ticket, offers: list[Offer], form: ConsentForm, chosen: str) -> bool:
    """Move to the chosen version; a refusal stands in the form, with what was typed."""
    offer = next((one for one in offers if one.key == chosen), None)
    if offer is None:
        raise NothingToMove
    if not form.is_valid():
        return False
    facts = {name: form.cleaned_data[name] for name in ("by", "at", "words")}
    consent = Consent(channel=ContactChannel(form.cleaned_data["channel"]), **facts)
    service = apply_calendar_to_ticket if offer.is_calendar else move_ticket
    try:
        moved = service(
            actor=request.actor,
            ticket_id=ticket.pk,
            version_id=offer.version.pk,
            consent=consent,
            now=timezone.now(),
        )
    except BadInput as refusal:
        for field, problems in refusal.fields.items():
            form.add_error(field, problems)
        return False
    said = ngettext("{number} deadline moved.", "{number} deadlines moved.", moved)
    messages.success(request, said.format(number=moved))
    return True


def _card(offer: Offer, form: ConsentForm | None, ticket: Ticket) -> dict[str, Any]:
    return {
        "offer": offer,
        "rows": [(move, metric_name(move.metric)) for move in offer.moves],
        "form": form or ConsentForm(initial={"by": ticket.customer.name}, auto_id=f"{offer.key}_%s"),
    }
