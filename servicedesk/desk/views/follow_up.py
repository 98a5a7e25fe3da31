"""What a ticket asks of its people beside the conversation: calls to make, messages to retry, escalations."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import NotFound
from core.web import render_page
from notifications.models import Message
from notifications.selectors import messages_of
from notifications.services.calls import complete_call
from notifications.services.retrying import retry_message
from servicedesk.desk.requests import DeskRequest, desk_view
from servicedesk.desk.ticket_page import ticket_page
from sla.selectors.promises import promises_of
from sla.services.acknowledge import acknowledge
from tickets.models import Ticket
from tickets.selectors.tickets import get_ticket


@require_POST
@desk_view
def finish_call(request: DeskRequest, number: str, message_id: int) -> HttpResponseBase:
    """The customer without e-mail was called: reached, and so told, or not reached."""
    message = _message(get_ticket(actor=request.actor, number=number), message_id)
    reached = request.POST.get("reached") == "1"
    complete_call(actor=request.actor, message_id=message.pk, reached=reached, now=timezone.now())
    said = _("Told by phone") if reached else _("Attempt logged; the call stays due")
    return _after(request, number, said)


@require_POST
@desk_view
def retry(request: DeskRequest, number: str, message_id: int) -> HttpResponseBase:
    """Send a message again that could not be delivered."""
    message = _message(get_ticket(actor=request.actor, number=number), message_id)
    retry_message(actor=request.actor, message_id=message.pk, now=timezone.now())
    return _after(request, number, _("Message on its way again"))


@require_POST
@desk_view
def acknowledge_clock(request: DeskRequest, number: str, clock_id: int) -> HttpResponseBase:
    """Say that somebody is on it: the remaining rungs before the deadline stay silent."""
    now = timezone.now()
    ticket = get_ticket(actor=request.actor, number=number)
    if all(promise.clock_id != clock_id for promise in promises_of([ticket], now=now).get(ticket.pk, [])):
        raise NotFound
    acknowledge(actor=request.actor, clock_id=clock_id, now=now)
    return _after(request, number, _("Acknowledged"))


def _message(ticket: Ticket, message_id: int) -> Message:
    """The message of this ticket; raises NotFound for any other's."""
    found = next((message for message in messages_of(ticket) if message.pk == message_id), None)
    if found is None:
        raise NotFound
    return found


def _after(request: DeskRequest, number: str, said: str) -> HttpResponseBase:
    messages.success(request, said)
    if not request.htmx:
        return redirect("desk:ticket", number=number)
    now = timezone.now()
    ticket = get_ticket(actor=request.actor, number=number)
    return render_page(request, "desk/ticket.html", ticket_page(request, ticket, now=now), fragment="live")
