"""Who may do what with customers, products, purchases and contracts: one policy (B2.2)."""

from accounts.models import RecordKind, Role, Scope
from core.actors import Actor, ActorKind
from core.policies import Policy

LEADS = frozenset({Role.LEAD, Role.DEPARTMENT_HEAD, Role.BRANCH_MANAGER, Role.MANAGEMENT})
# What an agent learns on the phone; what is sold and what is agreed is for those who answer for it.
EDITED_BY_EVERYBODY = frozenset({RecordKind.CUSTOMER, RecordKind.PURCHASE})


def leads(actor: Actor, _kind: str) -> bool:
    return actor.is_staff and actor.role in LEADS


def _has(actor: Actor, scope: Scope) -> bool:
    return actor.kind is ActorKind.INTEGRATION and scope in actor.scopes


def views(actor: Actor, _kind: str) -> bool:
    """All staff, of every branch: a customer may call any of them."""
    return actor.is_staff or actor.is_system or _has(actor, Scope.REGISTRY_READ)


def edits(actor: Actor, kind: str) -> bool:
    by_trust = leads(actor, kind) or actor.is_system or _has(actor, Scope.REGISTRY_WRITE)
    return by_trust or (actor.is_staff and kind in EDITED_BY_EVERYBODY)


registry: Policy[str] = Policy({"view": views, "edit": edits, "import": leads, "revoke_label": leads})
