"""Signing: from here on a version binds, and never changes (C4)."""

from datetime import datetime

from django.db import transaction

from core.actors import Actor, ActorKind
from core.moments import to_second
from core.turns import wait_for_turn
from sla.models import CommitmentVersion, VersionState
from sla.policies import policy
from sla.refusals import NoSuchVersion
from sla.selectors.soundness import same_scope, what_is_wrong


@transaction.atomic
def sign_version(
    *, actor: Actor, version_id: int, effective_from: datetime | None = None, now: datetime
) -> CommitmentVersion:
    """Sign a draft; it is in force from `effective_from` (default: now) and supersedes the version before it.

    One signature at a time: of two letters for the same requests the later one is refused. Raises NotAllowed,
    NoSuchVersion and the first of the refusals that `what_is_wrong` lists.
    """
    wait_to_sign()
    version = CommitmentVersion.objects.select_for_update(of=("self",)).filter(pk=version_id).first()
    if version is None:
        raise NoSuchVersion
    policy.require(actor, "sign", version)
    start = to_second(effective_from or now)
    for refusal in what_is_wrong(version, start=start):
        raise refusal
    _end_previous(version, start)
    version.state = VersionState.SIGNED
    version.signed_by_id = actor.pk if actor.kind is ActorKind.STAFF else None
    version.signed_at, version.effective_from = to_second(now), start
    version.save()
    return version


def wait_to_sign() -> None:
    """One signature at a time; to be called before anything of a letter is written in the transaction."""
    wait_for_turn("sla:signing")


def _end_previous(version: CommitmentVersion, start: datetime) -> None:
    for other in same_scope(version).filter(state=VersionState.SIGNED):
        other.state, other.ended_at = VersionState.SUPERSEDED, start
        other.save(update_fields=["state", "ended_at"])
