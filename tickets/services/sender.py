"""A request that came without a proof of work is held until somebody stands behind it.

Its clocks run from when it was sent; only the mark goes. The customer follows the link that was mailed to
him, or one of us has spoken with him.
"""

from datetime import datetime

from django.db import transaction

from core.actors import Actor
from tickets.entries import Entry
from tickets.locks import lock_ticket
from tickets.models import Ticket
from tickets.policies import policy
from tickets.services.log import record


@transaction.atomic
def confirm_sender(*, actor: Actor, ticket_id: int, now: datetime) -> Ticket:
    """Note that a person sent it (A3.1); repeated, nothing happens. Raises NoSuchTicket, NotAllowed."""
    ticket = lock_ticket(ticket_id)
    policy.require(actor, "confirm_sender", ticket)
    if ticket.is_verified:
        return ticket
    ticket.is_verified = True
    ticket.save(update_fields=["is_verified"])
    record(ticket, actor=actor, entry=Entry.SENDER_CONFIRMED, happened_at=now)
    return ticket
