"""One step on several tickets of the queue, and taking it back; works without script as pages."""

from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.errors import BadInput
from core.punctuation import comma
from core.web import render_page
from servicedesk.desk.bulk import names_of, said, said_of_rest, said_of_undo, undo_url
from servicedesk.desk.editor import show_error, text_of
from servicedesk.desk.filters import QueueAddress
from servicedesk.desk.forms.bulk import BulkForm
from servicedesk.desk.navigation import navigation
from servicedesk.desk.queue_page import queue_page, rows_of
from servicedesk.desk.requests import DeskRequest, desk_view
from tickets.choices import BulkStep
from tickets.selectors.bulk import LastAct, last_acts
from tickets.services.bulk import Outcome, act_on_several, undo_act

NOT_VALID = 422


@require_POST
@desk_view
def act(request: DeskRequest) -> HttpResponseBase:
    """The address is the queue's. What could not be done is listed on a page; else it is the queue again."""
    address, form = QueueAddress.of(request.GET), BulkForm(request.POST)
    if not form.is_valid():
        return _again(request, address, form)
    step, value = BulkStep(form.cleaned_data["step"]), form.cleaned_data["value"]
    try:
        outcome = act_on_several(
            actor=request.actor, picked=form.picked, step=step, value=value, now=timezone.now()
        )
    except BadInput as error:
        show_error(form, error)
        return _again(request, address, form)
    names = names_of([value]) if step == BulkStep.OWNER else {}
    parts = [said(step, value, len(outcome.changed), names)] if outcome.changed else []
    parts += [said_of_rest(len(outcome.unchanged))] if outcome.unchanged else []
    undo = undo_url(outcome.act, address) if outcome.act else ""
    return _told(request, address, outcome, comma().join(parts), undo)


@require_safe
@desk_view
def done(request: DeskRequest) -> HttpResponseBase:
    """What the reader has just done to several, each with a button that takes it back."""
    now, address = timezone.now(), QueueAddress.of(request.GET)
    last = last_acts(request.actor, now=now)
    names = names_of(one.act.value for one in last)
    context: dict[str, Any] = {
        "lines": [_line(one, names, address) for one in last],
        "back_url": address.here(),
        "nav": navigation(request, now=now),
        "now": now,
    }
    return render_page(request, "desk/bulk_done.html", context)


@require_POST
@desk_view
def undo(request: DeskRequest, act_id: int) -> HttpResponseBase:
    outcome = undo_act(actor=request.actor, act_id=act_id, now=timezone.now())
    said_now = said_of_undo(len(outcome.changed)) if outcome.changed or not outcome.refused else ""
    return _told(request, QueueAddress.of(request.GET), outcome, said_now, "")


def _line(last: LastAct, names: dict[str, str], address: QueueAddress) -> dict[str, Any]:
    act = last.act
    return {
        "said": said(act.step, act.value, last.left, names),
        "made_at": act.made_at,
        "url": undo_url(act, address),
    }


def _again(request: DeskRequest, address: QueueAddress, form: BulkForm) -> HttpResponseBase:
    """The queue with what was chosen and typed, and what is wrong with it."""
    now = timezone.now()
    context = queue_page(request, address, rows_of(request, address, now=now), now=now, form=form)
    return render_page(request, "desk/queue.html", context, status=NOT_VALID)


def _told(
    request: DeskRequest, address: QueueAddress, outcome: Outcome, said_now: str, undo: str
) -> HttpResponseBase:
    if said_now:
        messages.success(request, said_now, extra_tags=undo)
    for number, error in outcome.refused:
        messages.error(request, f"{number}: {text_of(error)}")
    if outcome.refused:
        return redirect(address.at(reverse("desk:bulk_done")))
    return redirect(address.here())
