"""Who can work, and who is told."""

from django.db.models import Q, QuerySet

from accounts.models import Branch, Role, User

OWNER = "owner"
TICKET_OWNER = "ticket_owner"  # of the request that a department's task belongs to; else the owner himself


def get_person(pk: int) -> User | None:
    """A member of staff, of the past too, with his branch."""
    return User.objects.select_related("branch").filter(pk=pk).first()


def possible_owners(branch: Branch | None) -> QuerySet[User]:
    """Everybody who may be given a ticket of `branch`, those on duty first."""
    return User.objects.filter(branch=branch, is_active=True).order_by("-is_on_duty", "name")


def possible_task_owners(branch: Branch) -> QuerySet[User]:
    """Everybody who may be given a task on a ticket of `branch`: its people, and every department's."""
    found = User.objects.filter(Q(branch=branch) | ~Q(department=""), is_active=True)
    return found.order_by("department", "-is_on_duty", "name")


def recipients(role: str, *, owner: User, branch: Branch, department: str = "") -> list[User]:
    """The people whom a rung of the ladder names.

    `role` is `owner` or one of `Role`; a role that nobody holds in the branch is looked for in the whole
    house, and the lead stands in for an owner who has left, so that a rung never falls silent. Where a
    `department` is concerned its own head goes before other heads.
    """
    if role == OWNER and owner.is_active:
        return [owner]
    if role == OWNER:
        role = Role.LEAD
    if role == Role.LEAD and branch.lead is not None and branch.lead.is_active:
        return [branch.lead]
    holders = User.objects.filter(role=role, is_active=True).order_by("pk")
    if role == Role.MANAGEMENT:
        return list(holders)
    if role == Role.DEPARTMENT_HEAD and department and (heads := list(holders.filter(department=department))):
        return heads
    return list(holders.filter(branch=branch)) or list(holders)
