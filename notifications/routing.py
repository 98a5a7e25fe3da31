"""Which log entry tells whom what: the one table from entries to messages and alerts."""

from collections.abc import Callable, Mapping

from core.actors import ActorKind
from notifications.kinds import AlertKind, Kind
from tickets.choices import State
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket

CustomerRule = Callable[[Ticket, LogEntry], Kind | None]
# Causes of a change of state of which the customer learns by the message of that event, or is himself.
TOLD_ANYWAY = frozenset(
    {
        *("reply", "initial_fix", "plan", "solution", "customer_wrote", "date_agreed"),
        "appointment_began",  # he chose the time himself
        "bounced",  # what we write does not arrive; the call that is due tells him
    }
)
# What a customer without e-mail was told in person must not become a call.
TOLD_IN_PERSON = "contact"
# The other stages have a message of their own.
STAGES_TOLD = frozenset({State.IN_PROGRESS})


def _always(kind: Kind) -> CustomerRule:
    return lambda _ticket, _entry: kind


def _owner_named(_ticket: Ticket, entry: LogEntry) -> Kind | None:
    # The first owner is named by the message that confirms the registration.
    return Kind.OWNER_NAMED if entry.payload.get("was") else None


def _replied(_ticket: Ticket, entry: LogEntry) -> Kind | None:
    if not entry.payload.get("is_progress"):
        return Kind.REPLY
    return Kind.DAILY_UPDATE if entry.payload.get("by_itself") else Kind.PROGRESS_UPDATE


def _state_changed(ticket: Ticket, entry: LogEntry) -> Kind | None:
    cause = entry.payload.get("cause")
    if entry.payload.get("now_is") not in STAGES_TOLD or cause in TOLD_ANYWAY:
        return None
    return None if cause == TOLD_IN_PERSON and not ticket.customer.email else Kind.STAGE_CHANGED


def _date_agreed(ticket: Ticket, entry: LogEntry) -> Kind | None:
    """What staff wrote down for the customer he can contradict; what he said himself he knows."""
    return Kind.DATE_AGREED if entry.actor_kind != ActorKind.CUSTOMER and ticket.customer.email else None


def _appointment(ticket: Ticket, _entry: LogEntry) -> Kind | None:
    # A reminder of the time he chose; nobody is called for that.
    return Kind.APPOINTMENT if ticket.customer.email else None


def _engineer_changed(_ticket: Ticket, entry: LogEntry) -> Kind | None:
    """Only who was told another name before: by mail, or by a call of the owner."""
    return Kind.ENGINEER_CHANGED if "at" in entry.payload else None


def _moved(_ticket: Ticket, entry: LogEntry) -> Kind | None:
    """What moved by itself he could not know; what he is said to have agreed to he can contradict."""
    return Kind.DEADLINES_MOVED if entry.payload["moves"] or entry.payload["consent"] else None


FOR_CUSTOMER: Mapping[str, CustomerRule] = {
    Entry.RECEIVED: _always(Kind.REGISTERED),
    Entry.OWNER_NAMED: _owner_named,
    Entry.INITIAL_FIX_GIVEN: _always(Kind.SOLUTION_SENT),
    Entry.PLAN_GIVEN: _always(Kind.PLAN_SENT),
    Entry.SOLUTION_GIVEN: _always(Kind.DATED_SOLUTION),
    Entry.DATE_AGREED: _date_agreed,
    Entry.APPOINTMENT_MADE: _appointment,
    Entry.POLICY_MOVED: _moved,
    Entry.CALENDAR_APPLIED: _moved,
    Entry.REPLIED: _replied,
    Entry.QUESTION_ASKED: _always(Kind.QUESTION),
    Entry.STATE_CHANGED: _state_changed,
    Entry.PROMISE_MISSED: _always(Kind.PROMISE_MISSED),
    Entry.RESOLVED: _always(Kind.RESOLVED),
    Entry.CLOSED: _always(Kind.CLOSED),
    Entry.REOPENED: _always(Kind.REOPENED),
    # One message, not two: the survivor's entry tells nobody.
    Entry.MERGED_INTO: _always(Kind.MERGED),
    Entry.VISIT_CHANGED: _engineer_changed,
    Entry.VISIT_HANDED_ON: _engineer_changed,
    Entry.VISIT_CODE_SENT: _always(Kind.VISIT_CODE),
}

# The entry's payload names the people: `told`, ids of users.
FOR_STAFF_TOLD: Mapping[str, Kind] = {
    Entry.PROMISE_WARNED: Kind.WARNED,
    Entry.PROMISE_MISSED: Kind.MISSED,
    Entry.ESCALATED: Kind.ESCALATED,
    Entry.LIMIT_PASSED: Kind.LIMIT_PASSED,
    Entry.UNBOUND: Kind.UNBOUND,
}

# The same, but nobody is told what he did himself.
FOR_OTHERS_TOLD: Mapping[str, Kind] = {
    Entry.TASK_ASKED: Kind.TASK_ASKED,
    Entry.TASK_REASSIGNED: Kind.TASK_ASKED,
}

# Those named by `told` see these in the page, without an e-mail.
ALERTS_TOLD: Mapping[str, AlertKind] = {
    Entry.TASK_RETURNED: AlertKind.TASK_RETURNED,
    Entry.TASK_DONE: AlertKind.TASK_DONE,
    Entry.TASK_WITHDRAWN: AlertKind.TASK_WITHDRAWN,
    Entry.VISIT_PLANNED: AlertKind.VISIT_PLANNED,
    Entry.VISIT_CHANGED: AlertKind.VISIT_CHANGED,
    Entry.VISIT_HANDED_ON: AlertKind.VISIT_CHANGED,
    Entry.VISIT_NOBODY: AlertKind.VISIT_NOBODY,
    Entry.VISIT_CANCELLED: AlertKind.VISIT_CANCELLED,
    Entry.VISIT_DONE: AlertKind.VISIT_DONE,
}

# The owner sees these in the page, without an e-mail.
FOR_OWNER: Mapping[str, AlertKind] = {
    Entry.CUSTOMER_WROTE: AlertKind.CUSTOMER_WROTE,
    Entry.DATE_AGREED: AlertKind.DATE_AGREED,
    Entry.APPOINTMENT_MADE: AlertKind.APPOINTMENT,
    Entry.REOPENED: AlertKind.NOT_SOLVED,
    Entry.MESSAGE_FAILED: AlertKind.DELIVERY_FAILED,
}


# The same, by the cause of a change of state: the clock runs again, so the owner must act.
FOR_OWNER_BY_CAUSE: Mapping[str, AlertKind] = {
    "wait_ended": AlertKind.WAIT_ENDED,
    "appointment_began": AlertKind.APPOINTMENT_BEGAN,
    "appointment_cancelled": AlertKind.APPOINTMENT_CANCELLED,
    "confirmed_early": AlertKind.SUMMARY_DUE,
}


# Whoever watches is told in the page of the customer's words and of every change of state.
FOR_WATCHERS: Mapping[str, AlertKind] = {
    Entry.CUSTOMER_WROTE: AlertKind.CUSTOMER_WROTE,
    Entry.FILES_ADDED: AlertKind.CUSTOMER_WROTE,
    **dict.fromkeys(
        (
            Entry.STATE_CHANGED,
            Entry.QUESTION_ASKED,
            Entry.APPOINTMENT_MADE,
            Entry.RESOLVED,
            Entry.CLOSED,
            Entry.REOPENED,
        ),
        AlertKind.WATCHED_STATE,
    ),
}


def owner_alert(entry: LogEntry) -> AlertKind | None:
    """What the owner sees in the page of `entry`, or None."""
    if entry.entry == Entry.STATE_CHANGED:
        return FOR_OWNER_BY_CAUSE.get(entry.payload.get("cause", ""))
    return FOR_OWNER.get(entry.entry)


def customer_kind(ticket: Ticket, entry: LogEntry) -> Kind | None:
    """What the customer is told of `entry`, or None."""
    rule = FOR_CUSTOMER.get(entry.entry)
    return rule(ticket, entry) if rule and entry.is_public else None
