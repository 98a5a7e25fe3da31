"""The rules of dispatch: read, written, put in order, and tried on the last month before they hold (D3.3)."""

from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Branch
from accounts.selectors.branches import branch_for
from core.errors import DomainError, NotAllowed, NotFound
from core.web import render_page
from servicedesk.desk.editor import show_error
from servicedesk.desk.forms.dispatch import RuleForm
from servicedesk.desk.navigation import navigation
from servicedesk.desk.requests import DeskRequest, desk_view
from tickets.models import DispatchRule
from tickets.policies import dispatch_policy, may_report
from tickets.selectors.dispatch_rules import dry_run, newest_changes, rules_for
from tickets.services.dispatch_rules import last_change, move_rule_up, remove_rule, save_rule
from tickets.services.meanwhile import read_version

NOT_VALID = 422


@require_safe
@desk_view
def rules(request: DeskRequest) -> HttpResponseBase:
    _require_lead(request)
    lines = [(rule, dispatch_policy.allows(request.actor, "edit", rule)) for rule in rules_for(request.actor)]
    context = {"lines": lines, "changes": newest_changes(), "seen": last_change()}
    return _page(request, "desk/dispatch.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def rule(request: DeskRequest, rule_id: int | None = None) -> HttpResponseBase:
    """One rule, or a new one. A POST without `act` shows what it would have done, with it that is kept."""
    _require_lead(request)
    found = _found(request, rule_id)
    if request.method != "POST":
        return _form_page(request, found, RuleForm(instance=found, actor=request.actor))
    form = RuleForm(request.POST, instance=found, actor=request.actor)
    if not form.is_valid():
        return _form_page(request, found, form, status=NOT_VALID)
    if "act" not in request.POST:
        return _form_page(request, found, form, tried=_tried(request, found))
    try:
        seen = read_version(request.POST.get("seen", "")) or 0
        save_rule(actor=request.actor, rule=found, seen=seen, now=timezone.now())
    except DomainError as error:
        show_error(form, error)
        return _form_page(request, found, form, status=error.status)
    messages.success(request, _("Rule saved; it holds for what comes in from now on"))
    return redirect("desk:dispatch")


@require_POST
@desk_view
def change_rule(request: DeskRequest, rule_id: int, key: str) -> HttpResponseBase:
    """Move it up, or remove it."""
    steps = {"up": (move_rule_up, _("Rule moved")), "remove": (remove_rule, _("Rule removed"))}
    if key not in steps:
        raise NotFound
    _require_lead(request)
    run, done = steps[key]
    seen = read_version(request.POST.get("seen", "")) or 0
    run(actor=request.actor, rule_id=rule_id, seen=seen, now=timezone.now())
    messages.success(request, done)
    return redirect("desk:dispatch")


def _require_lead(request: DeskRequest) -> None:
    if not may_report(request.actor):
        raise NotAllowed(permission="edit_dispatch")


def _found(request: DeskRequest, rule_id: int | None) -> DispatchRule:
    if rule_id is None:
        return DispatchRule(branch=request.user.branch)
    found = DispatchRule.objects.filter(pk=rule_id).first()
    if found is None or not dispatch_policy.allows(request.actor, "edit", found):
        raise NotFound
    return found


def _tried(request: DeskRequest, edited: DispatchRule) -> dict[str, Any]:
    """The last month of the rule's branch by today's rules with this one in its place."""
    branch: Branch = edited.branch or request.user.branch or branch_for(None)
    others = [one for one in rules_for(request.actor) if one.pk != edited.pk]
    placed = sorted([*others, edited], key=lambda one: (one.position or len(others) + 1, one.pk or 0))
    holding = [one for one in placed if one.is_active and one.branch_id in {None, branch.pk}]
    result = dry_run(actor=request.actor, branch=branch, rules=holding, now=timezone.now())
    return {"branch": branch, "result": result}


def _form_page(
    request: DeskRequest,
    found: DispatchRule,
    form: RuleForm,
    *,
    tried: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponseBase:
    seen = request.POST.get("seen") or last_change()
    context = {"rule": found, "form": form, "tried": tried, "seen": seen}
    return _page(request, "desk/dispatch_rule.html", context, status)


def _page(request: DeskRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponseBase:
    nav = navigation(request, now=timezone.now(), current=request.path)
    return render_page(request, name, context | {"nav": nav}, status=status)
