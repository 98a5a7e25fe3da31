"""The rules of dispatch for other systems: read, tried, written, put in order, removed (B2.1, D3.3)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from core.errors import NotFound
from servicedesk.api.permissions import Scopes
from servicedesk.api.serializers.rules import (
    NothingBody,
    OwnerRuleSerializer,
    OwnerRulesSerializer,
    RuleSerializer,
    RulesSerializer,
    TrialSerializer,
)
from servicedesk.api.throttles import TokenThrottle, TrialThrottle
from servicedesk.api.versions import require_record_version
from servicedesk.api.views.base import ApiView
from tickets.models import DispatchRule
from tickets.policies import Rule, rule_policy
from tickets.selectors.rules import SORTS, newest_changes, rules_for
from tickets.services.rules import RuleHasChanged, last_change, move_rule_up, remove_rule, save_rule, try_rule

CHANGING = (Scope.RULES_READ, Scope.RULES_WRITE)


class RuleView(ApiView):
    """What the addresses of one sort of rules share; their version is that of all of them.

    The sort, and how its rules are shown, is said with the address.
    """

    scopes: ClassVar[Scopes] = {"GET": (Scope.RULES_READ,), "HEAD": (Scope.RULES_READ,), "POST": CHANGING}
    sort: type[Any] = DispatchRule
    all_of_them: type[RulesSerializer] = OwnerRulesSerializer
    one_of_them: type[RuleSerializer] = OwnerRuleSerializer

    def found(self, record_id: int) -> Rule:
        rule: Rule | None = self.sort.objects.filter(pk=record_id).first()
        if rule is None or not rule_policy.allows(self.actor, "view", rule):
            raise NotFound
        return rule

    def drafted(self, request: Request, record_id: int | None) -> Any:
        """The rule with the values that were sent; not saved."""
        rule = self.fresh() if record_id is None else self.found(record_id)
        body = self.one_of_them(rule, data=request.data, partial=record_id is not None)
        body.is_valid(raise_exception=True)
        for name, value in body.validated_data.items():
            setattr(rule, name, value)
        return rule

    def fresh(self) -> Any:
        """A new rule; who gets a matter is said for the token's own branch, if it has one."""
        return self.sort(branch_id=self.actor.branch_id) if self.sort is DispatchRule else self.sort()

    def seen(self, request: Request) -> int:
        """The version that the caller acts on: the one he names, else today's. Raises RuleHasChanged."""
        version = last_change(self.sort)
        require_record_version(request, etag=self.etag(version), version=version, stale=RuleHasChanged)
        return version

    def etag(self, version: int) -> str:
        return f'"rules.{SORTS[self.sort]}.{version}"'

    def shown(self, *, status: int = 200, **headers: str) -> Response:
        """All rules as they are now."""
        version = last_change(self.sort)
        rules = rules_for(self.actor, self.sort)
        facts = {"version": version, "rules": rules, "changes": newest_changes(self.actor, self.sort)}
        headers["ETag"] = self.etag(version)
        return Response(self.all_of_them(facts).data, status=status, headers=headers)


class RuleListView(RuleView):
    def get(self, _request: Request) -> Response:
        """Read the rules in their order, and what was changed last."""
        return self.shown()

    def post(self, request: Request) -> Response:
        """Write a new rule, which is looked at last; it holds for what comes in from now on."""
        return self.once(request, lambda now: self.write(request, now))

    def write(self, request: Request, now: datetime) -> Response:
        seen, rule = self.seen(request), self.drafted(request, None)
        kept = save_rule(actor=self.actor, rule=rule, seen=seen, now=now)
        return self.shown(status=201, Location=f"{request.path}{kept.pk}/")


class RuleChangeView(RuleView):
    def post(self, request: Request, record_id: int) -> Response:
        """Change what is sent of a rule, and nothing else; refused if any rule was changed since you read."""
        return self.once(request, lambda now: self.change(request, record_id, now))

    def change(self, request: Request, record_id: int, now: datetime) -> Response:
        seen, rule = self.seen(request), self.drafted(request, record_id)
        save_rule(actor=self.actor, rule=rule, seen=seen, now=now)
        return self.shown()


class RuleStepView(RuleView):
    """`service` takes `actor`, `sort`, `rule_id`, `seen` and `now`."""

    request_body = NothingBody
    service: ClassVar[Callable[..., None]]

    def post(self, request: Request, record_id: int) -> Response:
        return self.once(request, lambda now: self.step(request, record_id, now))

    def step(self, request: Request, record_id: int, now: datetime) -> Response:
        seen, rule = self.seen(request), self.found(record_id)
        self.content(request.data)
        type(self).service(actor=self.actor, sort=self.sort, rule_id=rule.pk, seen=seen, now=now)
        return self.shown()


class RuleUpView(RuleStepView):
    """Let a rule be looked at before the one above it."""

    service = staticmethod(move_rule_up)


class RuleRemovalView(RuleStepView):
    """Remove a rule; matters that it decided fall under the next one, or under none."""

    service = staticmethod(remove_rule)


class RuleTrialView(RuleView):
    """Try a rule, new or changed, on the tickets of the last 30 days; nothing is kept."""

    # tickets are read for it
    scopes: ClassVar[Scopes] = {"POST": (*CHANGING, Scope.TICKETS_READ)}
    throttle_classes = (TokenThrottle, TrialThrottle)

    def post(self, request: Request, record_id: int | None = None) -> Response:
        return self.once(request, lambda now: self.carry_out(request, record_id, now))

    def carry_out(self, request: Request, record_id: int | None, now: datetime) -> Response:
        rule = self.drafted(request, record_id)
        return Response(TrialSerializer(try_rule(actor=self.actor, rule=rule, now=now)).data)
