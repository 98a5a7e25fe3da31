"""The two lists of rules, with the same addresses for each: who gets a matter, and which branch takes it."""

from collections.abc import Mapping
from typing import Any

from django.urls import URLPattern, path

from servicedesk.api.serializers import rules as shapes
from servicedesk.api.views import rules
from tickets.models import BranchRule, DispatchRule

SORTS: Mapping[str, Mapping[str, Any]] = {
    "owners": {
        "sort": DispatchRule,
        "all_of_them": shapes.OwnerRulesSerializer,
        "one_of_them": shapes.OwnerRuleSerializer,
    },
    "branches": {
        "sort": BranchRule,
        "all_of_them": shapes.BranchRulesSerializer,
        "one_of_them": shapes.BranchRuleSerializer,
    },
}
# what follows the list's address, its name, the view, the status it answers with
ADDRESSES: tuple[tuple[str, str, type[rules.RuleView], int], ...] = (
    ("", "", rules.RuleListView, 201),
    ("trial/", "-trial", rules.RuleTrialView, 200),
    ("<int:record_id>/", "-rule", rules.RuleChangeView, 200),
    ("<int:record_id>/move-up/", "-rule-up", rules.RuleUpView, 200),
    ("<int:record_id>/removal/", "-rule-removal", rules.RuleRemovalView, 200),
    ("<int:record_id>/trial/", "-rule-trial", rules.RuleTrialView, 200),
)


def rule_paths() -> list[URLPattern]:
    return [_path(name, *address) for name in SORTS for address in ADDRESSES]


def _path(name: str, tail: str, suffix: str, view: type[rules.RuleView], status: int) -> URLPattern:
    of_sort = SORTS[name]
    called = f"rules-{name}{suffix}"
    body = shapes.NothingBody if issubclass(view, rules.RuleStepView) else of_sort["one_of_them"]
    answer = shapes.TrialSerializer if view is rules.RuleTrialView else of_sort["all_of_them"]
    answers = {"GET": (200, answer), "POST": (status, answer)}
    facts = {**of_sort, "request_body": body, "answers": answers, "operation": called}
    return path(f"rules/{name}/{tail}", view.as_view(**facts), name=called)
