"""The engineer's phone: his visits, and one of them with the step that comes next (B3.3)."""

import hashlib
import json
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.errors import DomainError, NotFound
from core.web import render_page
from notifications.selectors import visits_to_tell
from servicedesk.desk.editor import show_error
from servicedesk.desk.meanwhile import left_of, told
from servicedesk.desk.navigation import navigation
from servicedesk.desk.requests import DeskRequest, desk_view
from servicedesk.desk.visit_steps import MAIN, STEPS, PhoneStep, form_for, offered
from tickets.models import Visit
from tickets.policies import policy, visit_policy
from tickets.selectors.visits import (
    day_of,
    files_of_visit,
    get_visit,
    my_visits,
    with_parts,
    with_words,
)
from tickets.services.meanwhile import as_seen, news_of_visit, read_version
from tickets.services.visit_sent import Sent

PER_PAGE = 25
NOT_VALID = 422
WORDS = ("where", "words", "note", "reason", "cause", "measures")  # what somebody may have typed
NOT_TYPED = ("csrfmiddlewaretoken", "ago", "seen")


@require_safe
@desk_view
def mine(request: DeskRequest) -> HttpResponseBase:
    """The reader's open visits: today's first, then what is coming."""
    now = timezone.now()
    page = Paginator(my_visits(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    lines, local = with_words(page.object_list), timezone.localtime(now)
    today = [line for line in lines if day_of(line.visit, local)]
    context = {
        "page": page,
        "today": today,
        "coming": [line for line in lines if line not in today],
        "nav": navigation(request, now=now, current=request.path),
        "now": now,
    }
    return render_page(request, "desk/visits.html", context)


@require_safe
@desk_view
def visit(request: DeskRequest, visit_id: int) -> HttpResponseBase:
    """One visit with the steps its reader may take."""
    found = get_visit(actor=request.actor, visit_id=visit_id)
    return render_page(request, "desk/visit.html", _context(request, found, {}))


@require_POST
@desk_view
def take_step(request: DeskRequest, visit_id: int, key: str) -> HttpResponseBase:
    """One form, one call of one service; a refused one comes back as it was typed, with what is wrong."""
    found = get_visit(actor=request.actor, visit_id=visit_id)
    step = STEPS.get(key)
    if step is None:
        raise NotFound
    now = timezone.now()
    (line,) = with_words([found])
    form = form_for(key, line, request.POST, request.FILES)
    try:
        visit_policy.require(request.actor, step.permission, found)
        if not form.is_valid():
            return _refused(request, found, key, form)
        with _as_seen(request, found, step):
            step.run(request.actor, found, form.cleaned_data, _sent(request, form, now), now)
    except DomainError as error:
        show_error(form, error)
        found = get_visit(actor=request.actor, visit_id=visit_id)
        return _refused(request, found, key, form, error)
    messages.success(request, str(step.done))
    return redirect("desk:visit", visit_id)


def _as_seen(request: DeskRequest, found: Visit, step: PhoneStep) -> AbstractContextManager[None]:
    """Another time, person or place is written over nobody's; a form of the phone is judged by the visit's
    state, done once, and counts a wrong code even where it is refused."""
    if step.is_once:
        return nullcontext()
    version, news = read_version(request.POST.get("seen", "")), news_of_visit(found.number)
    return as_seen(actor=request.actor, ticket_id=found.ticket_id, version=version, news=news)


def _sent(request: DeskRequest, form: forms.Form, now: datetime) -> Sent:
    """The form's key, when it was pressed, and what stood in it: files count by name and size."""
    ago = form.cleaned_data.get("ago")
    typed = {name: values for name, values in request.POST.lists() if name not in NOT_TYPED}
    files = [[file.name, file.size] for _name, many in request.FILES.lists() for file in many]
    content = json.dumps([typed, files], sort_keys=True)
    digest = hashlib.sha256(content.encode()).hexdigest()
    return Sent(request.POST.get("key", ""), digest, happened_at=now - ago if ago else None)


def _refused(
    request: DeskRequest, found: Visit, key: str, form: forms.Form, error: DomainError | None = None
) -> HttpResponseBase:
    """The page as it is now with the form as it was typed; where the step has gone, with the words alone."""
    context = _context(request, found, {key: form}) | told(request, found.ticket, error)
    if key not in offered(request.actor, found):
        context |= left_of(form, WORDS)
    return render_page(request, "desk/visit.html", context, status=error.status if error else NOT_VALID)


def _context(request: DeskRequest, found: Visit, typed: dict[str, forms.Form]) -> dict[str, Any]:
    now, keys = timezone.now(), offered(request.actor, found)
    (line,) = with_parts([found])
    forms_of = {key: typed.get(key) or form_for(key, line) for key in keys}
    return {
        "line": line,
        "visit": found,
        "ticket": found.ticket,
        "to_tell": found.is_open and found.number in visits_to_tell(found.ticket.messages.calls_due()),
        "may_open": policy.allows(request.actor, "view", found.ticket),
        "files": files_of_visit(found),
        "main": next((key for key in MAIN if key in keys), ""),
        "steps": [(key, STEPS[key].verb_for(found), forms_of[key], STEPS[key].is_once) for key in keys],
        "may_order": "order" in keys,
        "parts_key": uuid4().hex,
        "returned": next(iter(typed), ""),
        "seen": found.ticket.last_number,
        "nav": navigation(request, now=now),
        "now": now,
    }
