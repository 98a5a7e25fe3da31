"""Keeping the rules: which branch takes a matter (B2.1), who in it (D3.3), and who changed what."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.services.records import differences
from core.actors import Actor
from core.errors import BadInput, Conflict
from core.rows import check_row
from core.turns import wait_for_turn
from tickets.choices import How
from tickets.models import BranchRule, DispatchChange, DispatchRule
from tickets.models.dispatch_rule import RULES_BY
from tickets.policies import Rule, rule_policy
from tickets.selectors.rules import SORTS, Trial, try_among_others

Kept = TypeVar("Kept", DispatchRule, BranchRule)
FIELDS: Mapping[type[Rule], Sequence[str]] = {
    DispatchRule: [DispatchRule._meta.get_field(column).name for column in RULES_BY],  # noqa: SLF001 - Django's public name
    BranchRule: ("position", "region", "product", "address", "branch", "is_active"),
}


class RuleHasChanged(Conflict):
    code = "dispatch_rule_has_changed"
    message = _("Somebody else changed the rules meanwhile. Look at them as they are now, then save again.")


class PersonCannotBeNamed(BadInput):
    code = "person_cannot_be_named"
    message = _("Choose an agent who works in the branch of the rule.")


def last_change(sort: type[Rule]) -> int:
    """The number of the newest change of these rules, for a form to say what its writer had before him."""
    rows = DispatchChange.objects.filter(about=SORTS[sort]).order_by("-pk")
    return rows.values_list("pk", flat=True).first() or 0


@transaction.atomic
def save_rule(*, actor: Actor, rule: Kept, seen: int, now: datetime) -> Kept:
    """Keep `rule` with the values it now has, new (then as the last one) or changed.

    `seen`: what `last_change` was when its writer read the rules. Raises NotAllowed, BadInput with the fields
    that are wrong, PersonCannotBeNamed, RuleHasChanged.
    """
    sort = type(rule)
    before = _lock(sort, rule.pk)
    _require(actor, seen, rule, *([before] if before else []))
    _place(rule)
    _check(rule)
    rule.save(update_fields=FIELDS[sort] if before else None)  # whose turn it is goes on meanwhile
    _note(sort, rule.pk, actor, _values(sort, before), _values(sort, rule), now)
    return rule


def try_rule(*, actor: Actor, rule: Rule, now: datetime) -> Trial:
    """What `rule` with the values it now has would have done; nothing is kept.

    Raises NotAllowed, BadInput with the fields that are wrong, PersonCannotBeNamed.
    """
    rule_policy.require(actor, "edit", rule)
    _place(rule)
    _check(rule)
    return try_among_others(actor=actor, rule=rule, now=now)


@transaction.atomic
def remove_rule(*, actor: Actor, sort: type[Rule], rule_id: int, seen: int, now: datetime) -> None:
    """Matters that it decided fall under the next rule, or under none. Raises NotAllowed, RuleHasChanged."""
    rule = _lock(sort, rule_id)
    if rule is None:
        raise RuleHasChanged
    _require(actor, seen, rule)
    before = _values(sort, rule)
    rule.delete()
    _note(sort, rule_id, actor, before, _values(sort, None), now)


@transaction.atomic
def move_rule_up(*, actor: Actor, sort: type[Rule], rule_id: int, seen: int, now: datetime) -> None:
    """Let the rule be looked at before the one above it. Raises NotAllowed, RuleHasChanged."""
    wait_for_turn("tickets.rules")
    rules: list[Any] = list(sort.objects.select_for_update(no_key=True).order_by("position", "pk"))
    here = next((place for place, rule in enumerate(rules) if rule.pk == rule_id), None)
    if here is None:
        raise RuleHasChanged
    rule = rules[here]
    _require(actor, seen, rule)
    above = next((one for one in reversed(rules[:here]) if rule_policy.allows(actor, "edit", one)), None)
    if above is None:
        return
    before = _values(sort, rule)
    rule.position, above.position = above.position, rule.position
    sort.objects.bulk_update([rule, above], ["position"])
    _note(sort, rule.pk, actor, before, _values(sort, rule), now)


def _place(rule: Rule) -> None:
    """A new rule is looked at last."""
    if not rule.pk:
        last = type(rule).objects.order_by("-position").first()
        rule.position = last.position + 1 if last else 1


def _lock(sort: type[Rule], pk: int | None) -> Any:
    """The row, and the turn: a new rule has no row yet, and the version is that of all rules."""
    wait_for_turn("tickets.rules")
    return sort.objects.select_for_update(no_key=True).filter(pk=pk).first() if pk else None


def _require(actor: Actor, seen: int, *rules: Rule) -> None:
    for rule in rules:
        rule_policy.require(actor, "edit", rule)
    if last_change(type(rules[0])) > seen:
        raise RuleHasChanged


def _check(rule: Rule) -> None:
    if isinstance(rule, DispatchRule) and rule.how != How.FIXED:
        rule.person = None
    check_row(rule, with_constraints=False)
    if isinstance(rule, DispatchRule) and rule.how == How.FIXED:
        _check_person(rule)


def _check_person(rule: DispatchRule) -> None:
    person = rule.person
    is_agent = person is not None and person.is_active and person.role == Role.AGENT
    serves = person.branches if person else frozenset()
    if not is_agent or (rule.branch_id is not None and rule.branch_id not in serves):
        raise PersonCannotBeNamed.at("person")


def _values(sort: type[Rule], rule: Rule | None) -> dict[str, str]:
    if rule is None:
        return dict.fromkeys(FIELDS[sort], "")
    # names, as they were then: a person may leave and a branch be renamed
    return {name: str(getattr(rule, name) or "") for name in FIELDS[sort]}


def _note(
    sort: type[Rule],
    rule_id: int,
    actor: Actor,
    before: dict[str, str],
    after: dict[str, str],
    now: datetime,
) -> None:
    changes = differences(before, after)
    if changes:
        DispatchChange.objects.create(
            about=SORTS[sort],
            rule_number=rule_id,
            made_by_id=actor.pk if actor.is_staff else None,
            integration_id=None if actor.is_staff else actor.pk,
            made_at=now,
            changes=changes,
        )
