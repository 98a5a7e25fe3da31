"""Departments' tasks: the queue of them, and one of them with what can be done (A3.4)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from core.errors import DomainError, NotFound
from core.web import render_page
from servicedesk.desk.editor import show_error
from servicedesk.desk.meanwhile import left_of, told
from servicedesk.desk.navigation import navigation
from servicedesk.desk.requests import DeskRequest, desk_view
from servicedesk.desk.task_steps import STEPS, form_for, offered
from servicedesk.task_lines import lines_of
from sla.selectors.explain import explain
from tickets.models import DepartmentTask
from tickets.policies import policy, task_policy
from tickets.selectors.tasks import Whose, get_task, task_queue
from tickets.services.meanwhile import as_seen, news_of_task, read_version

PER_PAGE = 25
NOT_VALID = 422
VIEWS = {Whose.MINE: _("Mine"), Whose.DEPARTMENT: _("My department"), Whose.ALL: _("All")}


@require_safe
@desk_view
def queue(request: DeskRequest) -> HttpResponseBase:
    """The open tasks: one's own, one's department's, all one may see; first due first."""
    now, given = timezone.now(), request.GET.get("show", "")
    views = {key: word for key, word in VIEWS.items() if key != Whose.DEPARTMENT or request.user.department}
    whose = Whose(given) if given in views else Whose.MINE
    page = Paginator(task_queue(request.actor, whose=whose), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": lines_of(page.object_list, now=now),
        "views": views,
        "whose": whose,
        "nav": navigation(request, now=now, current=request.path),
        "now": now,
    }
    return render_page(request, "desk/tasks.html", context)


@require_safe
@desk_view
def task(request: DeskRequest, number: str, task: int) -> HttpResponseBase:
    """One task with the steps its reader may take."""
    found = get_task(actor=request.actor, number=number, task=task)
    return render_page(request, "desk/task.html", _context(request, found, {}))


@require_POST
@desk_view
def take_step(request: DeskRequest, number: str, task: int, key: str) -> HttpResponseBase:
    """One form, one call of one service; a refused one comes back as it was typed, with what is wrong."""
    found = get_task(actor=request.actor, number=number, task=task)
    step = STEPS.get(key)
    if step is None:
        raise NotFound
    task_policy.require(request.actor, step.permission, found)
    form = form_for(key, found, request.POST)
    if not form.is_valid():
        return _refused(request, found, key, form)
    seen, news = read_version(request.POST.get("seen", "")), news_of_task(task)
    try:
        with as_seen(actor=request.actor, ticket_id=found.ticket_id, version=seen, news=news):
            step.run(request.actor, found, form.cleaned_data, timezone.now())
    except DomainError as error:
        show_error(form, error)
        found = get_task(actor=request.actor, number=number, task=task)
        return _refused(request, found, key, form, error)
    messages.success(request, str(step.done))
    return redirect("desk:task", number, task)


def _refused(
    request: DeskRequest, found: DepartmentTask, key: str, form: forms.Form, error: DomainError | None = None
) -> HttpResponseBase:
    """The page as it is now with the form as it was typed; where the step has gone, with the words alone."""
    context = _context(request, found, {key: form}) | told(request, found.ticket, error)
    if key not in offered(request.actor, found):
        context |= left_of(form)
    return render_page(request, "desk/task.html", context, status=error.status if error else NOT_VALID)


def _context(request: DeskRequest, found: DepartmentTask, typed: dict[str, forms.Form]) -> dict[str, Any]:
    now, keys = timezone.now(), offered(request.actor, found)
    (line,) = lines_of([found], now=now)
    return {
        "line": line,
        "task": found,
        "ticket": found.ticket,
        "may_open": policy.allows(request.actor, "view", found.ticket),
        "why": explain(line.promise.clock_id, now=now) if line.promise else [],
        "steps": [(key, STEPS[key], typed.get(key) or form_for(key, found)) for key in keys],
        "returned": next(iter(typed), ""),
        "seen": found.ticket.last_number,
        "nav": navigation(request, now=now),
        "now": now,
    }
