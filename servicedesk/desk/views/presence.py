"""Who is there: the people of the branch with duty, leave and load, and planning leave (D3.3)."""

from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.policies import people as people_policy
from accounts.selectors.leave import coming_leaves
from accounts.selectors.staff import get_person
from accounts.services.leave import end_leave, plan_leave
from core.errors import DomainError, NotAllowed, NotFound
from core.web import render_page
from servicedesk.desk.editor import show_error
from servicedesk.desk.forms.leave import LeaveForm
from servicedesk.desk.navigation import navigation
from servicedesk.desk.requests import DeskRequest, desk_view
from tickets.policies import may_report
from tickets.selectors.presence import people_of

NOT_VALID = 422


@require_safe
@desk_view
def people(request: DeskRequest) -> HttpResponseBase:
    """For leads: the people they direct, what each carries, who is away and who stands in."""
    if not may_report(request.actor):
        raise NotAllowed(permission="direct")
    now = timezone.now()
    context = {
        "lines": people_of(request.actor, now=now),
        "nav": navigation(request, now=now, current=request.path),
        "now": now,
    }
    return render_page(request, "desk/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def leave(request: DeskRequest, person_id: int) -> HttpResponseBase:
    """The leaves of oneself, or for leads of somebody they direct; POST plans one more."""
    person = _person(request, person_id)
    if request.method != "POST":
        return _page(request, person, LeaveForm(person=person))
    form = LeaveForm(request.POST, person=person)
    if not form.is_valid():
        return _page(request, person, form, NOT_VALID)
    facts = form.cleaned_data
    try:
        plan_leave(
            actor=request.actor,
            person_id=person.pk,
            from_on=facts["from_on"],
            until_on=facts["until_on"],
            deputy_id=facts["deputy"].pk if facts["deputy"] else None,
            now=timezone.now(),
        )
    except DomainError as error:
        show_error(form, error)
        return _page(request, person, form, error.status)
    messages.success(request, _("Leave planned"))
    return redirect("desk:leave", person_id=person.pk)


@require_POST
@desk_view
def stop_leave(request: DeskRequest, person_id: int, leave_id: int) -> HttpResponseBase:
    """Back again, or not going at all."""
    person = _person(request, person_id)
    end_leave(actor=request.actor, person_id=person.pk, leave_id=leave_id, now=timezone.now())
    messages.success(request, _("The leave has ended"))
    return redirect("desk:leave", person_id=person.pk)


def _person(request: DeskRequest, person_id: int) -> User:
    person = get_person(person_id)
    if person is None or not person.is_active:
        raise NotFound
    if not people_policy.allows(request.actor, "plan_leave", person):
        raise NotFound
    return person


def _page(request: DeskRequest, person: User, form: LeaveForm, status: int = 200) -> HttpResponseBase:
    now = timezone.now()
    context: dict[str, Any] = {
        "person": person,
        "form": form,
        "leaves": coming_leaves(person, now),
        "is_own": person.pk == request.user.pk,
        "may_direct": may_report(request.actor),
        "nav": navigation(request, now=now),
    }
    return render_page(request, "desk/leave.html", context, status=status)
