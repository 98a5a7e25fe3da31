"""Signing: from here on a version binds, and never changes (C4)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.actors import Actor, ActorKind
from core.errors import Conflict
from core.moments import to_second
from sla.ladders import is_sound, reaches_management
from sla.models import CommitmentVersion, Promise, VersionState
from sla.policies import policy
from sla.rungs import read_ladder
from tickets.choices import Priority


class NotADraft(Conflict):
    code = "not_a_draft"
    message = _("Version {number} has been signed before. Make a new version instead.")


class NothingPromised(Conflict):
    code = "nothing_promised"
    message = _("Version {number} promises nothing. Add at least one promise.")


class LadderUnsound(Conflict):
    code = "ladder_unsound"
    message = _(
        "The ladder of clause {clause} for priority “{priority}” has a rung outside its stretch, twice the "
        "same, or telling nobody. Correct it."
    )


class LadderWithoutManagement(Conflict):
    code = "ladder_without_management"
    message = _(
        "The ladder of clause {clause} for priority “{priority}” does not end with management. "
        "Let management be told at the limit."
    )


class ScopeTaken(Conflict):
    code = "scope_taken"
    message = _(
        "Version {other} of another letter holds for exactly the same requests. Narrow one of the two."
    )


class TooEarly(Conflict):
    code = "effective_too_early"
    message = _("Version {other} came into force later than that. Choose a later date.")


@transaction.atomic
def sign_version(
    *, actor: Actor, version_id: int, effective_from: datetime | None = None, now: datetime
) -> CommitmentVersion:
    """Sign a draft; it is in force from `effective_from` (default: now) and supersedes the version before it.

    Raises NotAllowed, NotADraft, NothingPromised, LadderUnsound, LadderWithoutManagement, ScopeTaken,
    TooEarly.
    """
    version = CommitmentVersion.objects.select_for_update(of=("self",)).get(pk=version_id)
    policy.require(actor, "sign", version)
    _check_draft(version)
    start = to_second(effective_from or now)
    _end_previous(version, start)
    version.state = VersionState.SIGNED
    version.signed_by_id = actor.pk if actor.kind is ActorKind.STAFF else None
    version.signed_at, version.effective_from = to_second(now), start
    version.save()
    return version


def _check_draft(version: CommitmentVersion) -> None:
    if version.state != VersionState.DRAFT:
        raise NotADraft(number=version.number)
    promises = list(version.promises.all())
    if not promises:
        raise NothingPromised(number=version.number)
    for promise in promises:
        for priority in Priority:
            _check_ladder(promise, priority)


def _check_ladder(promise: Promise, priority: Priority) -> None:
    facts = {"clause": promise.clause, "priority": priority.label}
    try:
        ladder = read_ladder(promise.ladders.get(priority.value, ()))
    except (KeyError, ValueError) as error:
        raise LadderUnsound(**facts) from error
    if not is_sound(ladder):
        raise LadderUnsound(**facts)
    if not reaches_management(ladder):
        raise LadderWithoutManagement(**facts)


def _end_previous(version: CommitmentVersion, start: datetime) -> None:
    for other in _same_scope(version).filter(state=VersionState.SIGNED):
        if other.commitment_id != version.commitment_id:
            raise ScopeTaken(other=other.number)
        if other.effective_from is not None and start <= other.effective_from:
            raise TooEarly(other=other.number)
        other.state, other.ended_at = VersionState.SUPERSEDED, start
        other.save(update_fields=["state", "ended_at"])


def _same_scope(version: CommitmentVersion) -> QuerySet[CommitmentVersion]:
    return CommitmentVersion.objects.filter(
        Q(customer=version.customer_id) if version.customer_id else Q(customer__isnull=True),
        Q(branch=version.branch_id) if version.branch_id else Q(branch__isnull=True),
        product__iexact=version.product,
        kind=version.kind,
    )
