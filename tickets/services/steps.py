"""What every step on a ticket begins with and the changes of state they share."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import Conflict
from core.moments import to_second
from tickets.choices import State
from tickets.entries import Entry
from tickets.locks import lock_ticket
from tickets.models import Ticket
from tickets.policies import policy
from tickets.services.log import record
from tickets.states import OPEN, TABLE, IllegalStep, Step, is_possible, next_state

# Instants that mean something in one state only.
OF_ONE_STATE = ("waiting_since", "waiting_until", "appointment_at", "closable_at")
# What is done to the record, not to the matter, stays possible on a ticket that was merged into another.
OF_THE_RECORD = frozenset({"work", "note", "report", "erase"})


class AlreadyMerged(Conflict):
    code = "already_merged"
    message = _("This request was merged into {number}. Go on there.")


def open_for(actor: Actor, permission: str, ticket_id: int) -> Ticket:
    """Lock the ticket and check that `actor` may.

    Raises NoSuchTicket, NotAllowed, and AlreadyMerged where the matter is followed under another number.
    """
    ticket = lock_ticket(ticket_id)
    policy.require(actor, permission, ticket)
    if permission not in OF_THE_RECORD:
        require_unmerged(ticket)
    return ticket


def open_to(actor: Actor, step: Step, ticket_id: int) -> Ticket:
    """Lock the ticket for a step of the table: `actor` may take it, and it is possible from where it stands.

    Raises NoSuchTicket, NotAllowed, AlreadyMerged, IllegalStep. What else the step needs, its service asks.
    """
    ticket = open_for(actor, TABLE[step].permission, ticket_id)
    next_state(step, ticket)
    return ticket


def require_unmerged(ticket: Ticket) -> None:
    """Raise AlreadyMerged, naming the survivor, if the ticket was merged into another."""
    if ticket.merged_into is not None:
        raise AlreadyMerged(number=ticket.merged_into.number)


def unresolved(ticket: Ticket, step: str) -> Ticket:
    """The locked ticket, if it is neither resolved nor closed; raises IllegalStep, which names `step`."""
    if ticket.state not in OPEN:
        raise IllegalStep(step=step, state=ticket.standing.label)
    return ticket


def unclosed(ticket: Ticket, step: str) -> Ticket:
    """The locked ticket, if it is not closed; raises IllegalStep, which names `step`."""
    if ticket.state == State.CLOSED:
        raise IllegalStep(step=step, state=ticket.standing.label)
    return ticket


def change_state(ticket: Ticket, step: Step, **times: datetime | None) -> State:
    """Move the locked ticket along the table and set the given instants; answers the state before.

    Leaving a state ends what only it had: the wait, the appointment, the time to answer.
    """
    was = State(ticket.state)
    ticket.state = next_state(step, ticket)
    if ticket.state != was:
        times = dict.fromkeys(OF_ONE_STATE) | times
    for field, instant in times.items():
        setattr(ticket, field, to_second(instant) if instant else None)
    ticket.save(update_fields=["state", *times])
    return was


def end_wait(ticket: Ticket, *, actor: Actor, cause: str, now: datetime) -> None:
    """The customer has spoken: go on, if that is what the request waits for. An appointment stands."""
    if ticket.state == State.WAITING_CUSTOMER:
        pass_through(ticket, Step.GO_ON, actor=actor, cause=cause, now=now)


def pass_through(
    ticket: Ticket,
    step: Step,
    *,
    actor: Actor,
    cause: str,
    now: datetime,
    recorded_at: datetime | None = None,
) -> None:
    """Take `step` where it is possible, with an entry of its own; otherwise nothing happens.

    `recorded_at` where it took place before `now`, when its cause did.
    """
    if not is_possible(step, ticket):
        return
    was = change_state(ticket, step)
    record(
        ticket,
        actor=actor,
        entry=Entry.STATE_CHANGED,
        payload={"was": was.value, "now_is": str(State(ticket.state)), "cause": cause},
        happened_at=now,
        recorded_at=recorded_at,
    )
