"""Who may do what with what we sold to whom (B2.2), with the house (B2.1), and with people (D3.3)."""

from accounts.models import HouseKind, RecordKind, Role, Scope, User
from core.actors import Actor, ActorKind
from core.policies import Policy

LEADS = frozenset({Role.LEAD, Role.DEPARTMENT_HEAD, Role.BRANCH_MANAGER, Role.MANAGEMENT})
# The heads of the house, who are of no branch alone.
SEES_ALL = frozenset({Role.MANAGEMENT, Role.DEPARTMENT_HEAD})
# What an agent learns on the phone; what is sold and what is agreed is for those who answer for it.
EDITED_BY_EVERYBODY = frozenset({RecordKind.CUSTOMER, RecordKind.PURCHASE})


def leads(actor: Actor, _kind: str) -> bool:
    return actor.is_staff and actor.role in LEADS


def _has(actor: Actor, scope: Scope) -> bool:
    return actor.kind is ActorKind.INTEGRATION and scope in actor.scopes


def _has_for_the_house(actor: Actor, scope: Scope) -> bool:
    """A token of one branch is never for the whole house."""
    return _has(actor, scope) and actor.branch_id is None


def views(actor: Actor, kind: str) -> bool:
    """All staff, of every branch: a customer may call any of them. How the house is set up, its leads."""
    if kind in HouseKind:
        return leads(actor, kind) or _has_for_the_house(actor, Scope.HOUSE_READ)
    return actor.is_staff or actor.is_system or _has(actor, Scope.REGISTRY_READ)


def edits(actor: Actor, kind: str) -> bool:
    if kind in HouseKind:
        is_management = actor.is_staff and actor.role == Role.MANAGEMENT
        return is_management or _has_for_the_house(actor, Scope.HOUSE_WRITE)
    by_trust = leads(actor, kind) or actor.is_system or _has(actor, Scope.REGISTRY_WRITE)
    return by_trust or (actor.is_staff and kind in EDITED_BY_EVERYBODY)


registry: Policy[str] = Policy({"view": views, "edit": edits, "import": leads, "revoke_label": leads})


def directs(actor: Actor, person: User) -> bool:
    """A lead of a branch that the person belongs to, or management."""
    if not actor.is_staff or actor.role not in LEADS:
        return False
    return actor.role == Role.MANAGEMENT or person.branch_id in actor.branches


def plans_leave(actor: Actor, person: User) -> bool:
    return directs(actor, person) or (actor.is_staff and actor.pk == person.pk)


def sees_presence(actor: Actor, person: User) -> bool:
    """Colleagues of the branch, the heads of the house, and systems that were given the right for it."""
    if actor.kind is ActorKind.INTEGRATION:
        return _has(actor, Scope.PEOPLE_DUTY) and actor.branch_id in {None, person.branch_id}
    return actor.is_staff and (not actor.branches.isdisjoint(person.branches) or directs(actor, person))


def sets_duty(actor: Actor, person: User) -> bool:
    """Everybody for himself; a telephone system, for instance, for all of its branch."""
    if actor.kind is ActorKind.INTEGRATION:
        return sees_presence(actor, person)
    return actor.is_staff and actor.pk == person.pk


def sets_up(actor: Actor, person: User) -> bool:
    """Whoever may edit people; another system nobody of management, or its key would be worth all rights."""
    has_all_rights = person.role == Role.MANAGEMENT or person.is_superuser
    return edits(actor, HouseKind.PERSON) and (actor.is_staff or not has_all_rights)


people: Policy[User] = Policy(
    {
        "plan_leave": plans_leave,
        "set_duty": sets_duty,
        "view_presence": sees_presence,
        "set_up": sets_up,
    }
)
