"""The rules: read, written, put in order, and tried on the last month before they hold (B2.1, D3.3)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import DomainError, NotAllowed, NotFound
from core.web import render_page
from servicedesk.desk.editor import show_error
from servicedesk.desk.forms.rules import BranchRuleForm, OwnerRuleForm
from servicedesk.desk.navigation import navigation
from servicedesk.desk.requests import DeskRequest, desk_view
from tickets.models import BranchRule, DispatchRule
from tickets.policies import Rule, may_report, rule_policy
from tickets.selectors.rules import Trial, newest_changes, rules_for
from tickets.services.meanwhile import read_version
from tickets.services.rules import last_change, move_rule_up, remove_rule, save_rule, try_rule

NOT_VALID = 422


@dataclass(frozen=True, slots=True)
class Sort:
    """One of the two lists of rules: its model and its form."""

    model: type[Any]
    form: Callable[..., "forms.ModelForm[Any]"]


SORTS = {
    "owners": Sort(DispatchRule, OwnerRuleForm),
    "branches": Sort(BranchRule, BranchRuleForm),
}


@require_safe
@desk_view
def rules(request: DeskRequest, sort: str) -> HttpResponseBase:
    model = _sort(request, sort).model
    actor = request.actor
    lines = [(rule, rule_policy.allows(actor, "edit", rule)) for rule in rules_for(actor, model)]
    context = {
        "lines": lines,
        "changes": newest_changes(actor, model),
        "seen": last_change(model),
        "may_add": rule_policy.allows(actor, "edit", _new(request, model)),
    }
    return _page(request, "desk/rules/list.html", sort, context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def rule(request: DeskRequest, sort: str, rule_id: int | None = None) -> HttpResponseBase:
    """One rule, or a new one. A POST without `act` shows what it would have done, with it that is kept."""
    kept = _sort(request, sort)
    found = _found(request, kept.model, rule_id)
    data = request.POST if request.method == "POST" else None
    form = kept.form(data, instance=found, actor=request.actor)
    if data is None:
        return _form_page(request, sort, found, form)
    if not form.is_valid():
        return _form_page(request, sort, found, form, status=NOT_VALID)
    try:
        if "act" not in data:
            tried = try_rule(actor=request.actor, rule=found, now=timezone.now())
            return _form_page(request, sort, found, form, tried=tried)
        seen = read_version(data.get("seen", "")) or 0
        save_rule(actor=request.actor, rule=found, seen=seen, now=timezone.now())
    except DomainError as error:
        show_error(form, error)
        return _form_page(request, sort, found, form, status=error.status)
    messages.success(request, _("Rule saved; it holds for what comes in from now on"))
    return redirect("desk:rules", sort)


@require_POST
@desk_view
def change_rule(request: DeskRequest, sort: str, rule_id: int, key: str) -> HttpResponseBase:
    """Move it up, or remove it."""
    steps = {"up": (move_rule_up, _("Rule moved")), "remove": (remove_rule, _("Rule removed"))}
    if key not in steps:
        raise NotFound
    model = _sort(request, sort).model
    run, done = steps[key]
    seen = read_version(request.POST.get("seen", "")) or 0
    run(actor=request.actor, sort=model, rule_id=rule_id, seen=seen, now=timezone.now())
    messages.success(request, done)
    return redirect("desk:rules", sort)


def _sort(request: DeskRequest, name: str) -> Sort:
    if name not in SORTS:
        raise NotFound
    if not may_report(request.actor):
        raise NotAllowed(permission="edit_dispatch")
    return SORTS[name]


def _new(request: DeskRequest, model: type[Any]) -> Any:
    return DispatchRule(branch=request.user.branch) if model is DispatchRule else model()


def _found(request: DeskRequest, model: type[Any], rule_id: int | None) -> Any:
    found = _new(request, model) if rule_id is None else model.objects.filter(pk=rule_id).first()
    if found is None or not rule_policy.allows(request.actor, "edit", found):
        raise NotFound
    return found


def _form_page(
    request: DeskRequest,
    sort: str,
    found: Rule,
    form: "forms.ModelForm[Any]",
    *,
    tried: Trial | None = None,
    status: int = 200,
) -> HttpResponseBase:
    seen = request.POST.get("seen") or last_change(type(found))
    context = {"rule": found, "form": form, "tried": tried, "seen": seen}
    return _page(request, "desk/rules/rule.html", sort, context, status)


def _page(
    request: DeskRequest, name: str, sort: str, context: dict[str, Any], status: int = 200
) -> HttpResponseBase:
    nav = navigation(request, now=timezone.now(), current=request.path)
    return render_page(request, name, context | {"nav": nav, "sort": sort}, status=status)
