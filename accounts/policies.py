"""Who may do what with customers, products, purchases and contracts: one policy (B2.2)."""

from accounts.models import RecordKind, Role, Scope, User
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


def directs(actor: Actor, person: User) -> bool:
    """A lead of the person's branch, or management."""
    if not actor.is_staff or actor.role not in LEADS:
        return False
    return actor.role == Role.MANAGEMENT or actor.branch_id == person.branch_id


def plans_leave(actor: Actor, person: User) -> bool:
    return directs(actor, person) or (actor.is_staff and actor.pk == person.pk)


def sees_presence(actor: Actor, person: User) -> bool:
    """Colleagues of the branch, the heads of the house, and systems that were given the right for it."""
    if actor.kind is ActorKind.INTEGRATION:
        return _has(actor, Scope.PEOPLE_DUTY) and actor.branch_id in {None, person.branch_id}
    return actor.is_staff and (actor.branch_id == person.branch_id or directs(actor, person))


def sets_duty(actor: Actor, person: User) -> bool:
    """Everybody for himself; a telephone system, for instance, for all of its branch."""
    if actor.kind is ActorKind.INTEGRATION:
        return sees_presence(actor, person)
    return actor.is_staff and actor.pk == person.pk


people: Policy[User] = Policy(
    {"plan_leave": plans_leave, "set_duty": sets_duty, "view_presence": sees_presence, "direct": directs}
)
