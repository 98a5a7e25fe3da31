"""Writing down a customer's complaint: management reads it, and who wrote it down does not see it again."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import DomainError
from core.web import render_page
from servicedesk.desk.editor import show_error
from servicedesk.desk.forms.complaint import ComplaintForm
from servicedesk.desk.navigation import navigation
from servicedesk.desk.requests import DeskRequest, desk_view
from tickets.choices import Channel
from tickets.models import Ticket
from tickets.policies import policy
from tickets.selectors.tickets import get_ticket
from tickets.services import complaining

NOT_VALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def complain(request: DeskRequest, number: str) -> HttpResponseBase:
    ticket = get_ticket(actor=request.actor, number=number)
    policy.require(request.actor, "complain", ticket)
    if request.method != "POST":
        return _page(request, ticket, ComplaintForm())
    form = ComplaintForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, ticket, form, NOT_VALID)
    facts = form.cleaned_data
    try:
        complaining.complain(
            actor=request.actor,
            ticket_id=ticket.pk,
            text=facts["text"],
            channel=Channel(facts["channel"]),
            files=facts["attachments"],
            now=timezone.now(),
        )
    except DomainError as error:
        show_error(form, error)
        return _page(request, ticket, form, error.status)
    messages.success(request, _("Management has the complaint; the customer gets its number and link"))
    return redirect("desk:ticket", number=number)


def _page(request: DeskRequest, ticket: Ticket, form: ComplaintForm, status: int = 200) -> HttpResponseBase:
    context = {"ticket": ticket, "form": form, "nav": navigation(request, now=timezone.now())}
    return render_page(request, "desk/complaint.html", context, status=status)
