"""The ladders that ship, and what makes a ladder fit to be signed (semantics, section 5)."""

from collections.abc import Mapping
from typing import Any

from accounts.models import Role
from accounts.selectors.staff import OWNER
from sla.rungs import WHOLE, Kind, Ladder, Rung
from tickets.choices import Priority

ROLES = frozenset({OWNER, *Role.values})


def ladder_of(*rungs: tuple[Kind, int, tuple[str, ...]]) -> Ladder:
    return tuple(Rung(*rung) for rung in rungs)


DEFAULT: Mapping[str, Ladder] = {
    Priority.URGENT: ladder_of(
        (Kind.WARNING, 500, (OWNER,)),
        (Kind.WARNING, 750, (OWNER, Role.LEAD.value)),
        (Kind.DUE, 0, (Role.LEAD.value, Role.DEPARTMENT_HEAD.value)),
        (Kind.RUNG, 125, (Role.BRANCH_MANAGER.value,)),
        (Kind.LIMIT, 0, (Role.MANAGEMENT.value,)),
    ),
    Priority.IMPORTANT: ladder_of(
        (Kind.WARNING, 750, (OWNER,)),
        (Kind.DUE, 0, (OWNER, Role.LEAD.value)),
        (Kind.RUNG, 250, (Role.DEPARTMENT_HEAD.value,)),
        (Kind.LIMIT, 0, (Role.MANAGEMENT.value,)),
    ),
    Priority.NORMAL: ladder_of(
        (Kind.WARNING, 750, (OWNER,)),
        (Kind.DUE, 0, (OWNER, Role.LEAD.value)),
        (Kind.RUNG, 500, (Role.DEPARTMENT_HEAD.value,)),
        (Kind.LIMIT, 0, (Role.MANAGEMENT.value,)),
    ),
}


def as_data(ladders: Mapping[str, Ladder]) -> dict[str, list[dict[str, Any]]]:
    """Ladders by priority in the form a promise keeps them."""
    return {priority: [rung.as_data() for rung in ladder] for priority, ladder in ladders.items()}


def is_sound(ladder: Ladder) -> bool:
    """Whether each rung lies in its stretch, names known roles, and no step stands twice."""
    steps = {(rung.kind, rung.share) for rung in ladder}
    return len(steps) == len(ladder) and all(_fits(rung) for rung in ladder)


def reaches_management(ladder: Ladder) -> bool:
    """Whether management is told at the limit, the last step there is."""
    return any(rung.kind is Kind.LIMIT and Role.MANAGEMENT in rung.tell for rung in ladder)


def _fits(rung: Rung) -> bool:
    inside = 0 < rung.share < WHOLE if rung.kind in {Kind.WARNING, Kind.RUNG} else rung.share == 0
    return inside and bool(rung.tell) and ROLES.issuperset(rung.tell)
