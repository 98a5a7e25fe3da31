from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.web import PageRequest
from servicedesk.portal.private import customer_of, mailed_page
from tickets.models import Ticket
from tickets.services.sender import confirm_sender
from tickets.tracking import sender_token_for, token_for


@require_http_methods(["GET", "HEAD", "POST"])
@mailed_page
def confirm(request: PageRequest, ticket: Ticket) -> HttpResponseBase:
    """Behind a link that only the mail holds: a button, then the page of the request."""
    if request.method == "POST":
        confirm_sender(actor=customer_of(ticket), ticket_id=ticket.pk, now=timezone.now())
    if request.method == "POST" or ticket.is_verified:
        return redirect("portal:track", token_for(ticket))
    context = {"ticket": ticket, "sender_token": sender_token_for(ticket), "phone": ticket.branch.phone}
    return TemplateResponse(request, "portal/sender.html", context)
