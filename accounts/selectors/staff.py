"""Who can work, and who is told."""

from collections.abc import Collection
from typing import Any

from django.db.models import BigIntegerField, Exists, Q, QuerySet

from accounts.models import Branch, Role, Team, User
from core.prepared import Given, Prepared

OWNER = "owner"
TICKET_OWNER = "ticket_owner"  # of the request that a department's task belongs to; else the owner himself


PERSON = Prepared(lambda: User.objects.select_related("branch").filter(pk=Given("pk", BigIntegerField())))


def get_person(pk: int) -> User | None:
    """A member of staff, of the past too, with his branch."""
    return PERSON.first(pk=pk)


def gone_with(waiting: QuerySet[Any]) -> QuerySet[User, int]:
    """Ids of those whose account has ended and for whom rows wait, which name him by `OuterRef("pk")`."""
    return User.objects.filter(Exists(waiting), is_active=False).values_list("pk", flat=True)


def serving(branch: Branch | None) -> Q:
    """Of users: those whose branch it is, and those who serve it beside their own."""
    return serves(branch.pk) if branch else Q(branch=None)


def serves(branch_id: int | Given) -> Q:
    """Of users: those who serve the branch of this number."""
    return Q(branch=branch_id) | Q(also_serves__contains=[branch_id])


def possible_owners(branch: Branch | None) -> QuerySet[User]:
    """Everybody who may be given a ticket of `branch`, those on duty first."""
    return User.objects.filter(serving(branch), is_active=True).order_by("-is_on_duty", "name")


def serving_any(branches: Collection[int]) -> QuerySet[User]:
    """Everybody who serves one of these branches, those on duty first."""
    serves = Q(branch__in=branches) | Q(also_serves__overlap=list(branches))
    return User.objects.filter(serves, is_active=True).order_by("-is_on_duty", "name")


def possible_task_owners(branch: Branch) -> QuerySet[User]:
    """Everybody who may be given a task on a ticket of `branch`: its people, and every department's."""
    found = User.objects.filter(serving(branch) | ~Q(department=""), is_active=True)
    return found.order_by("department", "-is_on_duty", "name")


def recipients(role: str, *, owner: User, branch: Branch, department: str = "") -> list[User]:
    """The people whom a rung of the ladder names.

    `role` is `owner` or one of `Role`; "lead" is the lead of the owner's team, where he has another one, else
    the branch's. A role that nobody holds in the branch is looked for in the whole house, and the lead stands
    in for an owner who has left, so that a rung never falls silent. Where a `department` is concerned its own
    head goes before other heads.
    """
    if role == OWNER and owner.is_active:
        return [owner]
    if role == OWNER:
        role = Role.LEAD
    if role == Role.LEAD and (lead := lead_of(owner, branch)) is not None:
        return [lead]
    holders = User.objects.filter(role=role, is_active=True).order_by("pk")
    if role == Role.MANAGEMENT:
        return list(holders)
    if role == Role.DEPARTMENT_HEAD and department and (heads := list(holders.filter(department=department))):
        return heads
    return list(holders.filter(serving(branch))) or list(holders)


def lead_of(owner: User, branch: Branch) -> User | None:
    """Whom the owner's ladder calls "lead"; None where nobody is named, or whoever is has left."""
    team = Team.objects.select_related("lead").filter(pk=owner.team_id).first() if owner.team_id else None
    if team is not None and team.branch_id == branch.pk and team.lead_id != owner.pk and _works(team.lead):
        return team.lead
    return branch.lead if _works(branch.lead) else None


def _works(person: User | None) -> bool:
    return person is not None and person.is_active
