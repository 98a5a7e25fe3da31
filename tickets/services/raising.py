from collections.abc import Mapping
from datetime import datetime

from core.actors import Actor
from tickets.choices import Priority
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services.log import record

HEIGHT: Mapping[str, int] = {Priority.NORMAL: 0, Priority.IMPORTANT: 1, Priority.URGENT: 2}


def raise_handling(
    ticket: Ticket, *, to: Priority, actor: Actor, happened_at: datetime, recorded_at: datetime
) -> None:
    """Handle the locked ticket as a higher tier: order and ladder change, never a promise."""
    was = Priority(ticket.handling_priority)
    if HEIGHT[to] <= HEIGHT[was]:
        return
    ticket.raised_priority = to
    ticket.save(update_fields=["raised_priority"])
    record(
        ticket,
        actor=actor,
        entry=Entry.PRIORITY_RAISED,
        payload={"was": was.value, "now_is": to.value},
        happened_at=happened_at,
        recorded_at=recorded_at,
    )
