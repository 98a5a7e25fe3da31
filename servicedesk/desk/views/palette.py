from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.web import render_page
from servicedesk.desk.filters import queue_url
from servicedesk.desk.palette import palette
from servicedesk.desk.requests import DeskRequest, desk_view
from tickets.selectors.tickets import visible_tickets

MOST_LETTERS = 80


@require_safe
@desk_view
def jump(request: DeskRequest) -> HttpResponseBase:
    """What `words` find, for the palette; `ticket` is at hand. Without script: the queue's search."""
    words = " ".join(request.GET.get("words", "").replace("\0", "").split())[:MOST_LETTERS]
    if not request.htmx:
        return redirect(queue_url({"search": words}))
    number = request.GET.get("ticket", "").replace("\0", "")
    rows = visible_tickets(request.actor).for_rows()
    open_ticket = rows.filter(number=number).first() if number else None
    sections = palette(request, words, open_ticket, now=timezone.now())
    context = {"sections": sections, "words": words, "count": sum(len(s.choices) for s in sections)}
    return render_page(request, "desk/palette_found.html", context)
