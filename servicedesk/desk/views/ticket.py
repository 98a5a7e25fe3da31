from collections.abc import Sequence
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from core.errors import DomainError, NotFound
from core.web import render_page
from servicedesk.desk.canned import chosen
from servicedesk.desk.drafts import window_of
from servicedesk.desk.editor import form_for, offered, show_error
from servicedesk.desk.meanwhile import left_of
from servicedesk.desk.requests import DeskRequest, desk_view
from servicedesk.desk.step_calls import Call
from servicedesk.desk.steps import EDITOR, SIDE, STEPS, Step
from servicedesk.desk.ticket_page import pulse, ticket_page, version_of
from servicedesk.desk.whence import on_ticket, queue_of, url_beside
from tickets.models import Ticket
from tickets.policies import policy
from tickets.selectors.tickets import get_ticket
from tickets.services.drafts import end_draft
from tickets.services.meanwhile import ChangedMeanwhile, as_seen, read_version

PAGE = "desk/ticket.html"
NOTHING_NEW, NOT_VALID = 204, 422


@require_safe
@desk_view
def ticket(request: DeskRequest, number: str) -> HttpResponseBase:
    """One ticket. `tab` opens a kind of entry, `show` narrows the timeline, `v` is the version a poll has."""
    now = timezone.now()
    found = get_ticket(actor=request.actor, number=number)
    if request.htmx and request.GET.get("v") == version_of(found, now):
        return _pulse(request, found, now)
    context = ticket_page(
        request,
        found,
        now=now,
        tab=request.GET.get("tab", ""),
        show=request.GET.get("show", ""),
        text=chosen(request, found),
    )
    wants_editor = request.htmx and request.htmx.target == "editor"
    return render_page(request, PAGE, context, fragment="editor" if wants_editor else "live")


def _pulse(request: DeskRequest, found: Ticket, now: datetime) -> HttpResponseBase:
    """Nothing was recorded; who else writes or looks may have changed."""
    context = pulse(request, found, now=now)
    if request.GET.get("w", "") == context["others_key"]:
        return HttpResponse(status=NOTHING_NEW)
    return render_page(request, PAGE, context, fragment="pulse")


@require_POST
@desk_view
def take_step(request: DeskRequest, number: str, key: str) -> HttpResponseBase:
    """One form, one call of one service. A refused one comes back as it was typed, with what is wrong."""
    now = timezone.now()
    step = STEPS.get(key)
    found = get_ticket(actor=request.actor, number=number)
    if step is None:
        raise NotFound
    policy.require(request.actor, step.permission, found)
    form = form_for(step, found, request.POST, request.FILES, now=now)
    if not form.is_valid():
        return _refused(request, found, step, form, NOT_VALID)
    # before the step: it may well move the ticket to another place of the queue
    on_to = url_beside(request, found, 1, now=now) if request.POST.get("then") == "next" else None
    seen = read_version(request.POST.get("seen", ""))
    try:
        with as_seen(actor=request.actor, ticket_id=found.pk, version=seen):
            step.run(Call(request.actor, found, form.cleaned_data, now))
            _end_draft(request, found, step, now)
    except ChangedMeanwhile as error:
        numbers = [entry.number for entry in error.changes]
        return _refused(request, _again(request, number), step, form, error.status, numbers)
    except DomainError as error:
        show_error(form, error)
        return _refused(request, _again(request, number), step, form, error.status)
    messages.success(request, str(step.done))
    return _done(request, number, step) if on_to is None else _gone_on(request, on_to)


def _end_draft(request: DeskRequest, found: Ticket, step: Step, now: datetime) -> None:
    """With the step itself, or not at all: nobody is offered again what he has sent."""
    if step in EDITOR:
        sent = window_of(step.key, request.POST, now)
        end_draft(actor=request.actor, ticket_id=found.pk, typed=sent, now=now)


def _gone_on(request: DeskRequest, url: str) -> HttpResponseBase:
    """To the next ticket of the queue, or to the queue where that was its last."""
    if not url:
        messages.info(request, _("That was the last one of the list."))
    target = url or queue_of(request).url()
    return HttpResponseClientRedirect(target) if request.htmx else redirect(target)


def _done(request: DeskRequest, number: str, step: Step) -> HttpResponseBase:
    if not request.htmx:
        return redirect(on_ticket(queue_of(request), number))
    now = timezone.now()
    found = get_ticket(actor=request.actor, number=number)
    context = ticket_page(request, found, now=now, show=request.GET.get("show", ""))
    return render_page(request, PAGE, context, fragment="handled" if step in SIDE else "written")


def _again(request: DeskRequest, number: str) -> Ticket:
    """The ticket as it is now; raises NoSuchTicket once the reader has lost sight of it."""
    return get_ticket(actor=request.actor, number=number)


def _refused(
    request: DeskRequest,
    found: Ticket,
    step: Step,
    form: forms.Form,
    status: int,
    changes: Sequence[int] = (),
) -> HttpResponseBase:
    """The page with the form as it was typed and what is wrong with it, or the entries that came between."""
    is_side = step in SIDE
    context = ticket_page(
        request,
        found,
        now=timezone.now(),
        tab=step.key,
        form=None if is_side else form,
        typed={step.key: form} if is_side else {},
    )
    context["meanwhile"] = [
        line for line in context["lines"] if line.entry.number in changes and not line.came_from
    ]
    context["stale"] = step.key if changes else ""
    if step not in offered(request.actor, found, EDITOR + SIDE):
        # the form itself has gone with the state it belonged to
        left = left_of(form)
        context |= left | {"refusal": left["refusal"] or _("This step is no longer possible.")}
    response = render_page(
        request, PAGE, context, fragment="handling" if is_side else "editor", status=status
    )
    # a conflict is shown in the form too, not as a passing toast
    response["HX-Retarget"] = "#handling" if is_side else "#editor"
    response["HX-Reswap"] = "outerHTML"
    return response
