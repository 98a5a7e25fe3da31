"""The state machine, as one table: who takes which step, from where, to where, and what it needs.

Services, faces, the page of the desk and `docs/states.md` read it from here. An illegal step raises a coded
error that names it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict
from tickets.choices import Standing, State

OPEN = frozenset({State.REGISTERED, State.IN_PROGRESS, State.WAITING_CUSTOMER, State.SCHEDULED})
PAUSING = frozenset({State.WAITING_CUSTOMER, State.SCHEDULED})
SOLVED = frozenset({Standing.RESOLVED})
UNCONFIRMED = OPEN | SOLVED
CONFIRMED = frozenset({Standing.CONFIRMED})
CLOSED = frozenset({Standing.CLOSED})
ENDED = CONFIRMED | CLOSED


class Step(StrEnum):
    START_WORK = "start_work"
    ASK_CUSTOMER = "ask_customer"
    SCHEDULE = "schedule"
    GO_ON = "go_on"
    CANCEL_APPOINTMENT = "cancel_appointment"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    CONFIRM_EARLY = "confirm_early"
    FILE_SUMMARY = "file_summary"
    CLOSE_BY_TIMEOUT = "close_by_timeout"
    WITHDRAW = "withdraw"
    DISMISS = "dismiss"
    REOPEN = "reopen"
    NOT_SOLVED = "not_solved"
    MERGE = "merge"
    SPLIT = "split"


class Need(StrEnum):
    """What a step needs besides the right to take it; the service that takes it refuses without."""

    WORD = "word"
    QUESTION = "question"
    APPOINTMENT = "appointment"
    ANSWER = "answer"
    REASON = "reason"
    CUSTOMERS_WORD = "customers_word"
    REPORT = "report"
    SUMMARY = "summary"
    NO_SUMMARY = "no_summary"
    SUMMARY_FILED = "summary_filed"
    NO_OPEN_TASK = "no_open_task"
    TIME_OVER = "time_over"
    FOLLOW_UP = "follow_up"
    NO_ANSWER = "no_answer"
    NO_CONTACT_RUNNING = "no_contact_running"
    SURVIVOR = "survivor"
    WITHIN_A_DAY = "within_a_day"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: from where, to where, the permission of `tickets.policies`, and what the step needs."""

    sources: frozenset[str]
    target: Standing
    permission: str
    needs: tuple[Need, ...]


END = (Need.TIME_OVER, Need.FOLLOW_UP, Need.NO_ANSWER, Need.NO_CONTACT_RUNNING)
AGAIN = SOLVED | ENDED
TABLE: Mapping[Step, Rule] = {
    Step.START_WORK: Rule(frozenset({State.REGISTERED}), Standing.IN_PROGRESS, "work", (Need.WORD,)),
    Step.ASK_CUSTOMER: Rule(OPEN, Standing.WAITING_CUSTOMER, "reply", (Need.QUESTION,)),
    Step.SCHEDULE: Rule(OPEN, Standing.SCHEDULED, "agree", (Need.APPOINTMENT, Need.CUSTOMERS_WORD)),
    Step.GO_ON: Rule(PAUSING, Standing.IN_PROGRESS, "agree", (Need.ANSWER,)),
    Step.CANCEL_APPOINTMENT: Rule(
        frozenset({State.SCHEDULED}), Standing.IN_PROGRESS, "agree", (Need.REASON,)
    ),
    Step.RESOLVE: Rule(OPEN, Standing.RESOLVED, "resolve", (Need.REPORT, Need.SUMMARY, Need.NO_OPEN_TASK)),
    Step.CONFIRM: Rule(SOLVED, Standing.CLOSED, "confirm", (Need.SUMMARY_FILED,)),
    Step.CONFIRM_EARLY: Rule(UNCONFIRMED, Standing.CONFIRMED, "confirm", (Need.NO_SUMMARY,)),
    Step.FILE_SUMMARY: Rule(CONFIRMED, Standing.CLOSED, "resolve", (Need.SUMMARY,)),
    Step.CLOSE_BY_TIMEOUT: Rule(SOLVED, Standing.CLOSED, "close", END),
    Step.WITHDRAW: Rule(UNCONFIRMED, Standing.CLOSED, "confirm", (Need.CUSTOMERS_WORD,)),
    Step.DISMISS: Rule(UNCONFIRMED, Standing.CLOSED, "dismiss", (Need.REASON,)),
    Step.REOPEN: Rule(AGAIN, Standing.IN_PROGRESS, "reopen", (Need.REASON,)),
    Step.NOT_SOLVED: Rule(AGAIN, Standing.IN_PROGRESS, "confirm", (Need.REASON,)),
    Step.MERGE: Rule(OPEN, Standing.CLOSED, "merge", (Need.SURVIVOR,)),
    Step.SPLIT: Rule(CLOSED, Standing.IN_PROGRESS, "undo_merge", (Need.WITHIN_A_DAY,)),
}


class IllegalStep(Conflict):
    code = "illegal_step"
    message = _(
        "The step “{step}” is not possible while the request is “{state}”. Reload to see what changed."
    )


class Stands(Protocol):
    """A ticket, as far as the table looks at it."""

    @property
    def standing(self) -> Standing: ...


def next_state(step: Step, ticket: Stands) -> State:
    """The state that `step` leads to from where the ticket stands; raises IllegalStep."""
    rule = TABLE[step]
    if ticket.standing not in rule.sources:
        raise IllegalStep(step=step.value, state=ticket.standing.label)
    return State.RESOLVED if rule.target is Standing.CONFIRMED else State(rule.target)


def is_possible(step: Step, ticket: Stands) -> bool:
    return ticket.standing in TABLE[step].sources
