from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.web import render_page
from servicedesk.desk.filters import QueueAddress
from servicedesk.desk.preview import preview_of
from servicedesk.desk.queue_page import queue_page, rows_of
from servicedesk.desk.requests import DeskRequest, desk_view
from tickets.selectors.tickets import get_ticket

NOTHING_NEW = 204


@require_safe
@desk_view
def queue(request: DeskRequest) -> HttpResponseBase:
    """The queue; a poll with the version it already shows is answered with 204."""
    now = timezone.now()
    address = QueueAddress.of(request.GET)
    rows = rows_of(request, address, now=now)
    if request.htmx and request.GET.get("v") == rows.version:
        return HttpResponse(status=NOTHING_NEW)
    context = queue_page(request, address, rows, now=now)
    if not request.htmx and context["first"]:
        context |= preview_of(context["first"], now=now)
    return render_page(request, "desk/queue.html", context, fragment="list")


@require_safe
@desk_view
def preview(request: DeskRequest, number: str) -> HttpResponseBase:
    """The pane beside the list: what matters about one ticket, without leaving the queue."""
    now = timezone.now()
    ticket = get_ticket(actor=request.actor, number=number)
    return render_page(request, "desk/preview.html", preview_of(ticket, now=now))
