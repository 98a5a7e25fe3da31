from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.web import render_page
from servicedesk.desk.filters import QueueAddress
from servicedesk.desk.first_steps import first_steps, may_set_up
from servicedesk.desk.preview import preview_of
from servicedesk.desk.queue_page import queue_page, rows_of
from servicedesk.desk.requests import DeskRequest, desk_view
from servicedesk.desk.whence import links, queue_of
from sla.selectors.promises import promises_of
from tickets.selectors.tickets import get_ticket

NOTHING_NEW = 204


@require_safe
@desk_view
def queue(request: DeskRequest) -> HttpResponseBase:
    """The queue; a poll with the version it already shows is answered with 204."""
    now = timezone.now()
    steps = first_steps(request.actor, now=now) if not request.htmx and may_set_up(request.actor) else None
    if steps is not None and not steps.has_branch:
        return redirect("desk:start")
    address = QueueAddress.of(request.GET)
    rows = rows_of(request, address, now=now)
    if request.htmx and request.GET.get("v") == rows.version:
        return HttpResponse(status=NOTHING_NEW)
    context = queue_page(request, address, rows, now=now) | {"first_steps": steps}
    return render_page(request, "desk/queue.html", context, fragment="list")


@require_safe
@desk_view
def preview(request: DeskRequest, number: str) -> HttpResponseBase:
    """The pane beside the list: what matters about one ticket, without leaving the queue."""
    now = timezone.now()
    ticket = get_ticket(actor=request.actor, number=number)
    promises = promises_of([ticket], now=now).get(ticket.pk, [])
    context = preview_of(ticket, promises, now=now) | links(queue_of(request))
    return render_page(request, "desk/preview.html", context)
