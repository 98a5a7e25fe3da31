"""Which branch a matter belongs to: named by who may, else by the first rule that applies (B2.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from accounts.editions import Kept
from accounts.models import Branch, Customer, Purchase
from accounts.policies import SEES_ALL
from accounts.selectors.branches import branch_for
from core.actors import Actor
from tickets.models import BranchRule


class RoutedBy(StrEnum):
    """What decided: a word, a rule, where the one works who took the call, or nothing."""

    NAMED = "named"
    RULE = "rule"
    OWN = "own"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What of a matter decides which branch takes it; `address`: of ours, to which it came."""

    region: str
    product: str
    address: str

    @classmethod
    def of(
        cls, *, customer: Customer, purchase: Purchase | None, location: str, product: str, address: str
    ) -> "Whereabouts":
        """The surest word on where it is: the customer's region, where the thing stands, what was typed."""
        region = customer.region or (purchase.place if purchase else "") or location
        return cls(region, purchase.product.name if purchase else product, address)

    def falls_under(self, rule: BranchRule) -> bool:
        return rule.applies_to(region=self.region, product=self.product, address=self.address)


@dataclass(frozen=True, slots=True)
class Route:
    """The branch, and why this one."""

    branch: Branch
    by: RoutedBy
    rule: BranchRule | None = None

    def payload(self) -> dict[str, Any]:
        """For the log: what decided, with the words of the rule as they were then."""
        rule = self.rule
        if rule is None:
            return {"routed_by": self.by.value}
        words = {f"by_{name}": getattr(rule, name) for name in ("region", "product", "address")}
        return {"routed_by": self.by.value, "branch_rule": rule.pk} | {k: v for k, v in words.items() if v}


BRANCH_RULES = Kept(lambda: BranchRule.objects.filter(is_active=True).order_by("position", "pk"))


def first_that_applies(rules: Iterable[BranchRule], where: Whereabouts) -> BranchRule | None:
    return next((rule for rule in rules if where.falls_under(rule)), None)


def route(actor: Actor, named: int | None, where: Whereabouts) -> Route:
    """The branch that takes the matter; raises NoBranch.

    Whoever serves one branch only registers for that one. Two queries at most, none where they are kept.
    """
    if (branch_id := _named(actor, named)) is not None:
        return Route(branch_for(branch_id), RoutedBy.NAMED if named == branch_id else RoutedBy.OWN)
    rule = first_that_applies(BRANCH_RULES(), where)
    if rule is not None:
        return Route(branch_for(rule.branch_id), RoutedBy.RULE, rule)
    return Route(branch_for(None), RoutedBy.DEFAULT)


def _named(actor: Actor, named: int | None) -> int | None:
    """The branch that need not be looked for: one of the actor's own, or any for those who serve all."""
    serves_all = actor.branch_id is None or (actor.is_staff and actor.role in SEES_ALL)
    return named if serves_all or named in actor.branches else actor.branch_id
