"""Giving a request to another branch."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import DomainError
from core.web import render_page
from servicedesk.desk.editor import show_error
from servicedesk.desk.forms.sorting import MoveForm
from servicedesk.desk.navigation import navigation
from servicedesk.desk.requests import DeskRequest, desk_view
from tickets.models import Ticket
from tickets.policies import policy
from tickets.selectors.tickets import get_ticket
from tickets.services.meanwhile import as_seen, read_version
from tickets.services.moving import move_to_branch

NOT_VALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def move(request: DeskRequest, number: str) -> HttpResponseBase:
    """Ask which branch and why; then back to the request, or to the queue where it is out of sight."""
    ticket = get_ticket(actor=request.actor, number=number)
    policy.require(request.actor, "move", ticket)
    form = MoveForm(request.POST if request.method == "POST" else None, ticket=ticket)
    if request.method != "POST":
        return _page(request, ticket, form)
    if not form.is_valid():
        return _page(request, ticket, form, NOT_VALID)
    branch = form.cleaned_data["branch"]
    seen = read_version(request.POST.get("seen", ""))
    try:
        with as_seen(actor=request.actor, ticket_id=ticket.pk, version=seen):
            moved = move_to_branch(
                actor=request.actor,
                ticket_id=ticket.pk,
                branch_id=branch.pk,
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
    except DomainError as error:
        show_error(form, error)
        return _page(request, ticket, form, error.status)
    facts = {"number": number, "branch": branch.name, "owner": moved.owner.name}
    messages.success(request, _("{branch} takes care of {number}; {owner} is responsible").format(**facts))
    if policy.allows(request.actor, "view", moved):
        return redirect("desk:ticket", number=number)
    return redirect("desk:queue")


def _page(request: DeskRequest, ticket: Ticket, form: MoveForm, status: int = 200) -> HttpResponseBase:
    seen = ticket.last_number  # who sends it again has read what is new
    context = {"ticket": ticket, "seen": seen, "form": form, "nav": navigation(request, now=timezone.now())}
    return render_page(request, "desk/move.html", context, status=status)
