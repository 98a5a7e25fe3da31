"""Who may decide about commitments."""

from accounts.models import Role
from core.actors import Actor
from core.policies import Policy
from sla.models import CommitmentVersion


def decides(actor: Actor, _version: CommitmentVersion) -> bool:
    """The heads of the house, and the installation itself."""
    return actor.is_system or (actor.is_staff and actor.role == Role.MANAGEMENT)


policy: Policy[CommitmentVersion] = Policy({"sign": decides})
