"""The draft of the editor, saved while one types."""

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from core.errors import NotFound
from core.web import render_page
from servicedesk.desk.drafts import typed_of
from servicedesk.desk.editor import form_for
from servicedesk.desk.requests import DeskRequest, desk_view
from servicedesk.desk.steps import EDITOR, STEPS
from servicedesk.desk.ticket_page import ticket_page
from servicedesk.desk.whence import on_ticket, queue_of
from tickets.policies import policy
from tickets.selectors.tickets import get_ticket
from tickets.services.drafts import end_draft, keep_draft


@require_POST
@desk_view
def draft(request: DeskRequest, number: str, key: str) -> HttpResponseBase:
    """Keep what is typed; `discard` throws it away and shows the editor as new."""
    now = timezone.now()
    step = STEPS.get(key)
    found = get_ticket(actor=request.actor, number=number)
    if step not in EDITOR:
        raise NotFound
    policy.require(request.actor, step.permission, found)
    form = form_for(step, found, request.POST, now=now)
    typed = typed_of(key, form, form_for(step, found, now=now), request.POST, now)
    if "discard" not in request.POST:
        is_elsewhere = keep_draft(actor=request.actor, ticket_id=found.pk, typed=typed, now=now)
        context = {"saved_at": now if typed.values else None, "is_elsewhere": is_elsewhere}
        return render_page(request, "desk/ticket/draft.html", context)
    end_draft(actor=request.actor, ticket_id=found.pk, typed=typed, now=now)
    if not request.htmx:
        return redirect(f"{on_ticket(queue_of(request), number)}#editor")
    context = ticket_page(request, found, now=now, tab=key)
    return render_page(request, "desk/ticket.html", context, fragment="editor")
