"""The promises of a draft: set and removed one at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import BadInput, NotFound
from sla import ladders
from sla.metrics import RULES
from sla.models import CommitmentVersion, Promise
from sla.refusals import MetricUnknown
from sla.services.drafting import lock_draft
from sla.units import Convention, Unit


class NoSuchPromise(NotFound):
    code = "no_such_promise"
    message = _("There is no such promise in this draft. Reload the page.")


class ClauseMissing(BadInput):
    code = "promise_clause_missing"
    message = _("Say which clause the promise belongs to.")


class PromiseTwice(BadInput):
    code = "promise_twice"
    message = _("Clause {clause} promises this already. Change that promise, or choose another clause.")


class AgreedMissing(BadInput):
    code = "agreed_missing"
    message = _("Clause {clause} allows no time. Enter how much was agreed.")


class LimitBeforeAgreed(BadInput):
    code = "limit_before_agreed"
    message = _("The limit of clause {clause} is shorter than the time agreed. Enter a limit that is not.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseFacts:
    """One measurable clause; `agreed` and `limit` are seconds, or days where `unit` is working days.

    Where the due is a date that is set, both are taken as 0; without `ladders` the default ones.
    """

    clause: str
    metric: str
    agreed: int = 0
    limit: int = 0
    unit: str = Unit.ELAPSED.value
    convention: str = Convention.CLOSE_OF_BUSINESS.value
    applies_to: Mapping[str, Sequence[str]] = field(default_factory=dict)
    calendar_id: int | None = None
    sends_itself: bool = False
    ladders: Mapping[str, Sequence[Mapping[str, Any]]] | None = None


@transaction.atomic
def set_promise(
    *, actor: Actor, version_id: int, facts: PromiseFacts, promise_id: int | None = None
) -> Promise:
    """Add a promise to a draft, or write one of its promises anew.

    Whether it can be signed is checked when it is (`what_is_wrong`); refused here is what cannot be kept at
    all. Raises NotAllowed, NoSuchVersion, NotADraft, NoSuchPromise, MetricUnknown, ClauseMissing,
    PromiseTwice, AgreedMissing, LimitBeforeAgreed.
    """
    draft = lock_draft(actor, version_id)
    promise = _find(draft, promise_id) if promise_id else _new(draft)
    facts_kept = _checked(facts)
    twins = draft.promises.filter(clause=facts.clause.strip(), metric=facts.metric)
    if twins.exclude(pk=promise.pk).exists():
        raise PromiseTwice(clause=facts.clause)
    for name, value in facts_kept.items():
        setattr(promise, name, value)
    promise.save()
    return promise


@transaction.atomic
def remove_promise(*, actor: Actor, version_id: int, promise_id: int) -> None:
    """Take a promise out of a draft. Raises NotAllowed, NoSuchVersion, NotADraft, NoSuchPromise."""
    _find(lock_draft(actor, version_id), promise_id).delete()


def _find(draft: CommitmentVersion, promise_id: int) -> Promise:
    promise = draft.promises.filter(pk=promise_id).first()
    if promise is None:
        raise NoSuchPromise
    return promise


def _new(draft: CommitmentVersion) -> Promise:
    last = draft.promises.aggregate(last=Max("position"))["last"] or 0
    return Promise(version=draft, position=last + 1, ladders=ladders.as_data(ladders.DEFAULT))


def _checked(facts: PromiseFacts) -> dict[str, Any]:
    """The columns of a promise, without what does not belong to its metric."""
    clause = facts.clause.strip()
    if not clause:
        raise ClauseMissing
    if facts.metric not in RULES:
        raise MetricUnknown(clause=clause, metric=facts.metric)
    is_dated = RULES[facts.metric].is_dated
    if not is_dated and facts.agreed <= 0:
        raise AgreedMissing(clause=clause)
    if not is_dated and facts.limit < facts.agreed:
        raise LimitBeforeAgreed(clause=clause)
    columns = {
        "clause": clause,
        "metric": facts.metric,
        "agreed": 0 if is_dated else facts.agreed,
        "limit": 0 if is_dated else facts.limit,
        "unit": Unit.WORKING_DAYS if is_dated else facts.unit,
        "convention": facts.convention,
        "applies_to": {name: list(values) for name, values in facts.applies_to.items()},
        "calendar_id": facts.calendar_id,
        "sends_itself": facts.sends_itself,
    }
    if facts.ladders is None:
        return columns
    return columns | {"ladders": {name: [dict(r) for r in rungs] for name, rungs in facts.ladders.items()}}
