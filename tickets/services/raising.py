from datetime import datetime

from core.actors import Actor
from tickets.choices import Priority, is_higher
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services.log import record


def raise_handling(
    ticket: Ticket, *, to: Priority, actor: Actor, happened_at: datetime, recorded_at: datetime
) -> None:
    """Handle the locked ticket as `to` from now on: order and ladder change, no clock does.

    For the ladders of `sla` (semantics, section 3). Only upwards; silent when it is handled so already.
    """
    was = Priority(ticket.handling_priority)
    if not is_higher(to, was):
        return
    ticket.raised_priority = Priority(to).value
    ticket.save(update_fields=["raised_priority"])
    record(
        ticket,
        actor=actor,
        entry=Entry.PRIORITY_RAISED,
        payload={"was": was.value, "now_is": Priority(to).value},
        happened_at=happened_at,
        recorded_at=recorded_at,
    )
