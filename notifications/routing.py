"""Which log entry tells whom what: the one table from entries to messages and alerts."""

from collections.abc import Callable, Mapping

from notifications.kinds import AlertKind, Kind
from tickets.choices import State
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket

CustomerRule = Callable[[Ticket, LogEntry], Kind | None]
# Causes of a change of state of which the customer learns by the message of that event, or is himself.
TOLD_ANYWAY = frozenset({"reply", "initial_fix", "plan", "customer_wrote"})
# What a customer without e-mail was told in person must not become a call.
TOLD_IN_PERSON = "contact"
# The other stages have a message of their own.
STAGES_TOLD = frozenset({State.IN_PROGRESS, State.SCHEDULED})


def _always(kind: Kind) -> CustomerRule:
    return lambda _ticket, _entry: kind


def _owner_named(_ticket: Ticket, entry: LogEntry) -> Kind | None:
    # The first owner is named by the message that confirms the registration.
    return Kind.OWNER_NAMED if entry.payload.get("was") else None


def _replied(_ticket: Ticket, entry: LogEntry) -> Kind | None:
    return Kind.PROGRESS_UPDATE if entry.payload.get("is_progress") else Kind.REPLY


def _state_changed(ticket: Ticket, entry: LogEntry) -> Kind | None:
    cause = entry.payload.get("cause")
    if entry.payload.get("now_is") not in STAGES_TOLD or cause in TOLD_ANYWAY:
        return None
    return None if cause == TOLD_IN_PERSON and not ticket.customer.email else Kind.STAGE_CHANGED


FOR_CUSTOMER: Mapping[str, CustomerRule] = {
    Entry.RECEIVED: _always(Kind.REGISTERED),
    Entry.OWNER_NAMED: _owner_named,
    Entry.INITIAL_FIX_GIVEN: _always(Kind.SOLUTION_SENT),
    Entry.PLAN_GIVEN: _always(Kind.PLAN_SENT),
    Entry.REPLIED: _replied,
    Entry.QUESTION_ASKED: _always(Kind.QUESTION),
    Entry.STATE_CHANGED: _state_changed,
    Entry.PROMISE_MISSED: _always(Kind.PROMISE_MISSED),
    Entry.RESOLVED: _always(Kind.RESOLVED),
    Entry.CLOSED: _always(Kind.CLOSED),
    Entry.REOPENED: _always(Kind.REOPENED),
}

# The entry's payload names the people: `told`, ids of users.
FOR_STAFF_TOLD: Mapping[str, Kind] = {
    Entry.PROMISE_WARNED: Kind.WARNED,
    Entry.PROMISE_MISSED: Kind.MISSED,
    Entry.ESCALATED: Kind.ESCALATED,
    Entry.LIMIT_PASSED: Kind.LIMIT_PASSED,
    Entry.UNBOUND: Kind.UNBOUND,
}

# The owner sees these in the page, without an e-mail.
FOR_OWNER: Mapping[str, AlertKind] = {
    Entry.CUSTOMER_WROTE: AlertKind.CUSTOMER_WROTE,
    Entry.REOPENED: AlertKind.NOT_SOLVED,
    Entry.MESSAGE_FAILED: AlertKind.DELIVERY_FAILED,
}


def owner_alert(entry: LogEntry) -> AlertKind | None:
    """What the owner sees in the page of `entry`, or None."""
    if entry.entry == Entry.STATE_CHANGED and entry.payload.get("cause") == "wait_ended":
        return AlertKind.WAIT_ENDED
    return FOR_OWNER.get(entry.entry)


def customer_kind(ticket: Ticket, entry: LogEntry) -> Kind | None:
    """What the customer is told of `entry`, or None."""
    rule = FOR_CUSTOMER.get(entry.entry)
    return rule(ticket, entry) if rule else None
