from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from servicedesk.desk.requests import DeskRequest, desk_view
from servicedesk.desk.whence import queue_of, url_beside
from tickets.selectors.tickets import get_ticket


@require_safe
@desk_view
def beside(request: DeskRequest, number: str, distance: int) -> HttpResponseBase:
    """Go to the ticket that stands so far away in the queue; at its end, to the queue."""
    ticket = get_ticket(actor=request.actor, number=number)
    url = url_beside(request, ticket, distance, now=timezone.now())
    if not url:
        messages.info(request, _("The list has no more tickets this way."))
    return redirect(url or queue_of(request).url())
