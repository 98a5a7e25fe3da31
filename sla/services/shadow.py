"""A ticket as its service log tells it: the facts the clocks depend on, entry by entry. Never saved."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from core.moments import from_text
from sla.facts import is_final_word, sets_a_date
from tickets.choices import State, is_higher
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket

Change: TypeAlias = Callable[[Ticket, LogEntry], None]


def shadow_of(rows: Sequence[LogEntry]) -> Ticket:
    """The ticket as its first entry says it was received."""
    received = rows[0]
    facts = received.payload
    named = (row.payload["now_is"] for row in rows if row.entry == Entry.OWNER_NAMED)
    return Ticket(
        pk=received.ticket_id,
        kind=facts["kind"],
        priority=facts["priority"],
        complexity=facts["complexity"],
        channel=facts["channel"],
        product=facts["product"],
        customer_id=facts["customer"],
        branch_id=facts["branch"],
        owner_id=next(named, 0),
        received_at=received.happened_at,
    )


def follow(ticket: Ticket, row: LogEntry) -> None:
    """Change the shadow as the entry says that the ticket was changed."""
    if row.entry in STATES:
        ticket.state = STATES[row.entry]
    if sets_a_date(row.payload):
        ticket.promised_at = from_text(row.payload["completes_at"])
    if change := CHANGES.get(row.entry):
        change(ticket, row)


def _owner(ticket: Ticket, row: LogEntry) -> None:
    ticket.owner_id = row.payload["now_is"]


def _priority(ticket: Ticket, row: LogEntry) -> None:
    ticket.priority = row.payload["now_is"]
    ticket.raised_priority = row.payload.get("back_to", ticket.raised_priority)
    if not is_higher(ticket.handling_priority, ticket.priority):
        ticket.raised_priority = ""


def _raised(ticket: Ticket, row: LogEntry) -> None:
    ticket.raised_priority = row.payload["now_is"]


def _complexity(ticket: Ticket, row: LogEntry) -> None:
    ticket.complexity = row.payload["now_is"]


def _kind(ticket: Ticket, row: LogEntry) -> None:
    ticket.kind = row.payload["now_is"]


def _branch(ticket: Ticket, row: LogEntry) -> None:
    ticket.branch_id = row.payload["now_is"]


def _state(ticket: Ticket, row: LogEntry) -> None:
    ticket.state = row.payload["now_is"]


def _resolved(ticket: Ticket, row: LogEntry) -> None:
    ticket.resolved_at = row.happened_at


def _confirmed(ticket: Ticket, row: LogEntry) -> None:
    if is_final_word(row.entry, row.payload):
        ticket.confirmed_at = row.happened_at


def _reopened(ticket: Ticket, row: LogEntry) -> None:
    ticket.resolved_at = ticket.confirmed_at = None
    if ticket.promised_at is not None and ticket.promised_at <= row.happened_at:
        ticket.promised_at = None


def _merged(ticket: Ticket, row: LogEntry) -> None:
    ticket.received_at = from_text(row.payload["received_at"])


def _unmerged(ticket: Ticket, row: LogEntry) -> None:
    if "state" in row.payload:
        ticket.state = row.payload["state"]
    else:
        _merged(ticket, row)


STATES: Mapping[str, State] = {
    Entry.QUESTION_ASKED: State.WAITING_CUSTOMER,
    Entry.APPOINTMENT_MADE: State.SCHEDULED,
    Entry.RESOLVED: State.RESOLVED,
    Entry.CLOSED: State.CLOSED,
    Entry.MERGED_INTO: State.CLOSED,
    Entry.REOPENED: State.IN_PROGRESS,
}
CHANGES: Mapping[str, Change] = {
    Entry.OWNER_NAMED: _owner,
    Entry.PRIORITY_SET: _priority,
    Entry.PRIORITY_RAISED: _raised,
    Entry.COMPLEXITY_SET: _complexity,
    Entry.KIND_SET: _kind,
    Entry.BRANCH_CHANGED: _branch,
    Entry.STATE_CHANGED: _state,
    Entry.RESOLVED: _resolved,
    Entry.CONFIRMED: _confirmed,
    Entry.REOPENED: _reopened,
    Entry.MERGED_FROM: _merged,
    Entry.MERGE_UNDONE: _unmerged,
}
