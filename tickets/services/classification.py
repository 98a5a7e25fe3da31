from datetime import datetime

from django.db import transaction

from core.actors import Actor
from tickets.choices import Complexity, Priority, is_higher
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.selectors.asking import asked_by
from tickets.services.log import record
from tickets.services.steps import open_for, unresolved
from tickets.signals import step_requested


@transaction.atomic
def set_priority(*, actor: Actor, ticket_id: int, priority: Priority, now: datetime) -> Ticket:
    """Set and thereby confirm the tier (A3.2). Raises NotAllowed, IllegalStep once it is resolved."""
    ticket = unresolved(open_for(actor, "classify", ticket_id), "set_priority")
    confirm_priority(ticket, actor=actor, priority=priority, now=now)
    return ticket


def confirm_priority(ticket: Ticket, *, actor: Actor, priority: Priority | None, now: datetime) -> None:
    """Confirm the locked ticket's priority, or set another; silent when nothing changes."""
    was = Priority(ticket.priority)
    now_is = Priority(priority or was)
    if now_is == was and ticket.is_priority_confirmed:
        return
    ticket.priority, ticket.is_priority_confirmed = now_is, True
    if not is_higher(ticket.handling_priority, now_is):
        ticket.raised_priority = ""  # a person has said as much as the ladder
    ticket.save(update_fields=["priority", "is_priority_confirmed", "raised_priority"])
    record(
        ticket,
        actor=actor,
        entry=Entry.PRIORITY_SET,
        payload={"was": was.value, "now_is": now_is.value, "confirmed": True},
        happened_at=now,
    )


@transaction.atomic
def take_back_priority(
    *, actor: Actor, ticket_id: int, priority: Priority, is_confirmed: bool, raised: str, now: datetime
) -> Ticket:
    """Set the tier as it was before a mistake, confirmed or not, and as what a ladder had it handled.

    Raises NotAllowed, IllegalStep once it is resolved.
    """
    ticket = unresolved(open_for(actor, "classify", ticket_id), "set_priority")
    was, now_is = Priority(ticket.priority), Priority(priority)
    ticket.priority, ticket.is_priority_confirmed, ticket.raised_priority = now_is, is_confirmed, raised
    ticket.save(update_fields=["priority", "is_priority_confirmed", "raised_priority"])
    record(
        ticket,
        actor=actor,
        entry=Entry.PRIORITY_SET,
        payload={"was": was.value, "now_is": now_is.value, "confirmed": is_confirmed, "back_to": raised},
        happened_at=now,
    )
    return ticket


@transaction.atomic
def set_complexity(
    *, actor: Actor, ticket_id: int, complexity: Complexity, reason: str = "", now: datetime
) -> Ticket:
    """Classify the ticket (A2.2); decides which promises apply.

    Raises NotAllowed, IllegalStep once it is resolved, and whatever forbids the step (a late re-labelling
    needs a lead other than who asked for it, with a reason; semantics, section 3).
    """
    ticket = unresolved(open_for(actor, "classify", ticket_id), "set_complexity")
    was, now_is = Complexity(ticket.complexity), Complexity(complexity)
    if now_is == was and ticket.is_complexity_set:
        return ticket
    if now_is != was:
        step_requested.send(
            Ticket,
            ticket=ticket,
            step=f"classify_{now_is.value}",
            actor=actor,
            now=now,
            reason=reason.strip(),
            asked_by=asked_by(ticket, now_is),
        )
    ticket.complexity, ticket.is_complexity_set = now_is, True
    ticket.save(update_fields=["complexity", "is_complexity_set"])
    record(
        ticket,
        actor=actor,
        entry=Entry.COMPLEXITY_SET,
        payload={"was": was.value, "now_is": now_is.value},
        text=reason.strip(),
        happened_at=now,
    )
    return ticket
