"""The state machine, as one table. An illegal step raises a coded error that names it."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict
from tickets.choices import State

OPEN = frozenset({State.REGISTERED, State.IN_PROGRESS, State.WAITING_CUSTOMER, State.SCHEDULED})
PAUSING = frozenset({State.WAITING_CUSTOMER, State.SCHEDULED})
UNCONFIRMED = OPEN | {State.RESOLVED}


class Step(StrEnum):
    START_WORK = "start_work"
    ASK_CUSTOMER = "ask_customer"
    GO_ON = "go_on"
    SCHEDULE = "schedule"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    CLOSE_BY_TIMEOUT = "close_by_timeout"
    CLOSE_UNSERVED = "close_unserved"
    REOPEN = "reopen"
    MERGE = "merge"
    SPLIT = "split"


TABLE: Mapping[Step, tuple[frozenset[State], State]] = {
    Step.START_WORK: (frozenset({State.REGISTERED}), State.IN_PROGRESS),
    Step.ASK_CUSTOMER: (OPEN, State.WAITING_CUSTOMER),
    Step.SCHEDULE: (OPEN, State.SCHEDULED),
    Step.GO_ON: (PAUSING, State.IN_PROGRESS),
    Step.RESOLVE: (OPEN, State.RESOLVED),
    Step.CONFIRM: (UNCONFIRMED, State.CLOSED),
    Step.CLOSE_BY_TIMEOUT: (frozenset({State.RESOLVED}), State.CLOSED),
    Step.CLOSE_UNSERVED: (UNCONFIRMED, State.CLOSED),
    Step.REOPEN: (frozenset({State.RESOLVED, State.CLOSED}), State.IN_PROGRESS),
    Step.MERGE: (OPEN, State.CLOSED),
    Step.SPLIT: (frozenset({State.CLOSED}), State.IN_PROGRESS),
}


class IllegalStep(Conflict):
    code = "illegal_step"
    message = _(
        "The step “{step}” is not possible while the request is “{state}”. Reload to see what changed."
    )


def next_state(step: Step, state: str) -> State:
    """The state that `step` leads to from `state`; raises IllegalStep."""
    allowed, target = TABLE[step]
    if State(state) not in allowed:
        raise IllegalStep(step=step.value, state=State(state).label)
    return target


def is_possible(step: Step, state: str) -> bool:
    return State(state) in TABLE[step][0]
