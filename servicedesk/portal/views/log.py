from django.http import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.web import PageRequest
from servicedesk.portal.private import private_page
from tickets.exporting import printed_lines
from tickets.models import Ticket
from tickets.selectors.timeline import timeline
from tickets.tracking import token_for


@require_safe
@private_page
def printed(request: PageRequest, ticket: Ticket) -> HttpResponseBase:
    """What happened, as the customer may see it, on paper (A3.3d, C1.3)."""
    context = {
        "ticket": ticket,
        "token": token_for(ticket),
        "lines": printed_lines(timeline(ticket, audience="customer"), audience="customer"),
        "now": timezone.now(),
    }
    return TemplateResponse(request, "portal/log_print.html", context)
