"""Keeping the rules of dispatch, and who changed what (D3.3)."""

from datetime import datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from core.actors import Actor
from core.errors import BadInput, Conflict
from tickets.choices import How
from tickets.models import DispatchChange, DispatchRule
from tickets.policies import dispatch_policy

FIELDS = ("branch", "position", "kind", "product", "channel", "priority", "how", "person", "is_active")


class RuleHasChanged(Conflict):
    code = "dispatch_rule_has_changed"
    message = _("Somebody else changed the rules meanwhile. Look at them as they are now, then save again.")


class PersonCannotBeNamed(BadInput):
    code = "person_cannot_be_named"
    message = _("Choose an agent who works in the branch of the rule.")


def last_change() -> int:
    """The number of the newest change, for a form to say what its writer had before him."""
    return DispatchChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@transaction.atomic
def save_rule(*, actor: Actor, rule: DispatchRule, seen: int, now: datetime) -> DispatchRule:
    """Keep `rule` with the values it now has, new (then as the last one) or changed.

    `seen`: what `last_change` was when its writer read the rules. Raises NotAllowed, BadInput with the fields
    that are wrong, PersonCannotBeNamed, RuleHasChanged.
    """
    before = _lock(rule.pk)
    _require(actor, seen, rule, *([before] if before else []))
    if rule.how != How.FIXED:
        rule.person = None
    if before is None:
        last = DispatchRule.objects.order_by("-position").first()
        rule.position = last.position + 1 if last else 1
    _check(rule)
    rule.save()
    _note(rule.pk, actor, _values(before), _values(rule), now)
    return rule


@transaction.atomic
def remove_rule(*, actor: Actor, rule_id: int, seen: int, now: datetime) -> None:
    """Matters of its sort fall under the next rule, or go by load. Raises NotAllowed, RuleHasChanged."""
    rule = _lock(rule_id)
    if rule is None:
        raise RuleHasChanged
    _require(actor, seen, rule)
    before = _values(rule)
    rule.delete()
    _note(rule_id, actor, before, {}, now)


@transaction.atomic
def move_rule_up(*, actor: Actor, rule_id: int, seen: int, now: datetime) -> None:
    """Let the rule be looked at before the one above it. Raises NotAllowed, RuleHasChanged."""
    rules = list(DispatchRule.objects.select_for_update(no_key=True).order_by("position", "pk"))
    here = next((place for place, rule in enumerate(rules) if rule.pk == rule_id), None)
    if here is None:
        raise RuleHasChanged
    rule = rules[here]
    _require(actor, seen, rule)
    above = next((one for one in reversed(rules[:here]) if dispatch_policy.allows(actor, "edit", one)), None)
    if above is None:
        return
    before = _values(rule)
    rule.position, above.position = above.position, rule.position
    DispatchRule.objects.bulk_update([rule, above], ["position"])
    _note(rule.pk, actor, before, _values(rule), now)


def _lock(pk: int | None) -> DispatchRule | None:
    return DispatchRule.objects.select_for_update(no_key=True).filter(pk=pk).first() if pk else None


def _require(actor: Actor, seen: int, *rules: DispatchRule) -> None:
    for rule in rules:
        dispatch_policy.require(actor, "edit", rule)
    if last_change() > seen:
        raise RuleHasChanged


def _check(rule: DispatchRule) -> None:
    try:
        rule.full_clean(validate_constraints=False)
    except ValidationError as problem:
        raise BadInput(
            fields={n: m for n, m in problem.message_dict.items() if n != NON_FIELD_ERRORS}
        ) from problem
    if rule.how != How.FIXED:
        return
    person = rule.person
    is_agent = person is not None and person.is_active and person.role == Role.AGENT
    if not is_agent or (rule.branch_id is not None and _branch_of(person) != rule.branch_id):
        raise PersonCannotBeNamed(fields={"person": [str(PersonCannotBeNamed.message)]})


def _branch_of(person: User | None) -> int | None:
    return person.branch_id if person else None


def _values(rule: DispatchRule | None) -> dict[str, str]:
    if rule is None:
        return {}
    # names, as they were then: a person may leave and a branch be renamed
    return {name: str(getattr(rule, name) or "") for name in FIELDS}


def _note(rule_id: int, actor: Actor, before: dict[str, str], after: dict[str, str], now: datetime) -> None:
    changes: dict[str, Any] = {
        name: [before.get(name, ""), after.get(name, "")]
        for name in FIELDS
        if before.get(name, "") != after.get(name, "")
    }
    if changes:
        DispatchChange.objects.create(
            rule_number=rule_id, made_by_id=actor.pk or 0, made_at=now, changes=changes
        )
