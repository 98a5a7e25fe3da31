"""Handing over what somebody has: choose, read who would get what, act, read what was refused."""

from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.selectors.staff import get_person, possible_owners
from core.errors import DomainError, NotAllowed, NotFound
from core.web import render_page
from servicedesk.desk.editor import show_error, text_of
from servicedesk.desk.forms.handing_over import HandOverForm
from servicedesk.desk.navigation import navigation
from servicedesk.desk.requests import DeskRequest, desk_view
from tickets.policies import may_report
from tickets.selectors.handing_over import Move, open_tickets_of, plan_hand_over
from tickets.services.handing_over import hand_over_tickets

NOT_VALID = 422
# One page shows, and one act hands over, so many; who has more is asked again for the rest.
MOST = 200


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def hand_over(request: DeskRequest, person_id: int) -> HttpResponseBase:
    """A POST without `act` shows what would happen, with it that is done. For leads."""
    if not may_report(request.actor):
        raise NotAllowed(permission="hand_over")
    person = _person(request, person_id)
    if request.method != "POST":
        return _page(request, person, _form(request, person))
    form = _form(request, person)
    if not form.is_valid():
        return _page(request, person, form, status=NOT_VALID)
    if "act" in request.POST:
        return _act(request, person, form)
    try:
        moves = plan_hand_over(
            form.cleaned_data["tickets"], person=person, to=form.cleaned_data["to"], now=timezone.now()
        )
    except DomainError as error:
        show_error(form, error)
        return _page(request, person, form, status=error.status)
    return _page(request, person, form, moves=moves)


def _person(request: DeskRequest, person_id: int) -> User:
    """Somebody of the lead's branch; the heads of the house see everybody."""
    person = get_person(person_id)
    if person is None or not open_tickets_of(person, actor=request.actor).exists():
        raise NotFound
    return person


def _form(request: DeskRequest, person: User) -> HandOverForm:
    tickets = open_tickets_of(person, actor=request.actor)
    people = possible_owners(person.branch).exclude(pk=person.pk)
    return HandOverForm(request.POST or None, tickets=tickets, people=people)


def _act(request: DeskRequest, person: User, form: HandOverForm) -> HttpResponseBase:
    to = form.cleaned_data["to"]
    chosen = {ticket.pk: ticket for ticket in form.cleaned_data["tickets"]}
    result = hand_over_tickets(
        actor=request.actor,
        from_id=person.pk,
        ticket_ids=chosen,
        to_id=to.pk if to else None,
        note=form.cleaned_data["note"],
        now=timezone.now(),
    )
    count = len(result.moved)
    messages.success(
        request, ngettext("%(n)s request handed over", "%(n)s requests handed over", count) % {"n": count}
    )
    for ticket_id, error in result.refused:
        messages.error(request, f"{chosen[ticket_id].number}: {text_of(error)}")
    return redirect("desk:queue")


def _page(
    request: DeskRequest,
    person: User,
    form: HandOverForm,
    *,
    moves: list[Move] | None = None,
    status: int = 200,
) -> HttpResponseBase:
    context: dict[str, Any] = {
        "person": person,
        "form": form,
        "moves": moves,
        "tickets": open_tickets_of(person, actor=request.actor)[:MOST],
        "chosen": {str(pk) for pk in form["tickets"].value() or ()},
        "nav": navigation(request, now=timezone.now()),
        "now": timezone.now(),
    }
    return render_page(request, "desk/hand_over.html", context, status=status)
