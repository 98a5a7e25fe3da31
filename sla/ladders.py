"""The ladders that ship, and what makes a ladder fit to be signed (semantics, section 5)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from accounts.models import Role
from accounts.selectors.staff import OWNER, TICKET_OWNER
from sla.rungs import WHOLE, Action, Kind, Ladder, Rung
from tickets.choices import Priority

ROLES = frozenset({OWNER, TICKET_OWNER, *Role.values})
ACTIONS = frozenset(action.value for action in Action)


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


# Of a department's task (A3.4): its owner, then those who wait for it, the same whatever the priority.
HOUSE: Mapping[str, Ladder] = dict.fromkeys(
    Priority.values,
    ladder_of(
        (Kind.WARNING, 500, (OWNER,)),
        (Kind.WARNING, 750, (OWNER,)),
        (Kind.DUE, 0, (OWNER, Role.DEPARTMENT_HEAD.value, TICKET_OWNER)),
        (Kind.RUNG, 500, (Role.BRANCH_MANAGER.value,)),
        (Kind.LIMIT, 0, (Role.MANAGEMENT.value,)),
    ),
)


def as_data(ladders: Mapping[str, Ladder]) -> dict[str, list[dict[str, Any]]]:
    """Ladders by priority in the form a promise keeps them."""
    return {priority: [rung.as_data() for rung in ladder] for priority, ladder in ladders.items()}


class Fault(StrEnum):
    """What makes a ladder unfit to be signed."""

    OUTSIDE = "outside"  # a warning after due, a rung past the limit
    TWICE = "twice"
    TELLS_NOBODY = "tells_nobody"
    UNKNOWN_ROLE = "unknown_role"
    UNKNOWN_ACTION = "unknown_action"
    NO_MANAGEMENT = "no_management"


def fault_of(ladder: Ladder) -> Fault | None:
    """The first thing that is wrong with a ladder; management must be told at the limit, its last step."""
    faults = (_fault_of_rung(rung) for rung in ladder)
    first = next((fault for fault in faults if fault), None)
    if first is not None:
        return first
    if len({(rung.kind, rung.share) for rung in ladder}) < len(ladder):
        return Fault.TWICE
    if not any(rung.kind is Kind.LIMIT and Role.MANAGEMENT in rung.tell for rung in ladder):
        return Fault.NO_MANAGEMENT
    return None


def _fault_of_rung(rung: Rung) -> Fault | None:
    is_between = rung.kind in {Kind.WARNING, Kind.RUNG}
    if rung.kind is Kind.TURN or not (0 < rung.share < WHOLE if is_between else rung.share == 0):
        return Fault.OUTSIDE
    if not rung.tell:
        return Fault.TELLS_NOBODY
    if not ROLES.issuperset(rung.tell):
        return Fault.UNKNOWN_ROLE
    return None if ACTIONS.issuperset(rung.act) else Fault.UNKNOWN_ACTION
