from django.http import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.qr import qr_code
from core.web import PageRequest
from servicedesk.portal.links import tracking_address
from servicedesk.portal.pages.tracking import live_parts
from servicedesk.portal.pledge import promise_in_words
from servicedesk.portal.private import private_page
from tickets.models import Ticket


@require_safe
@private_page
def received(request: PageRequest, ticket: Ticket) -> HttpResponseBase:
    """The receipt: number, owner, each promise with its deadline, the private link."""
    address = tracking_address(ticket)
    code = "" if ticket.customer.email else qr_code(address)
    now = timezone.now()
    context = live_parts(ticket, now) | {"address": address, "code": code}
    context["promised"] = promise_in_words(context["upcoming"], now)
    return TemplateResponse(request, "portal/received.html", context)
