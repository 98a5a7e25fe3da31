from datetime import datetime

from django.db import transaction

from core.actors import Actor
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services.log import record
from tickets.services.steps import open_for, unclosed, unresolved


@transaction.atomic
def allow_updates(*, actor: Actor, ticket_id: int, by_itself: bool, now: datetime) -> Ticket:
    """Let the daily update to the customer leave by itself, or no longer (D2.3a).

    The owner or a lead decides. Raises NotAllowed, IllegalStep once it is closed.
    """
    ticket = unclosed(open_for(actor, "allow_updates", ticket_id), "allow_updates")
    if ticket.sends_updates == by_itself:
        return ticket
    ticket.sends_updates = by_itself
    ticket.save(update_fields=["sends_updates"])
    record(ticket, actor=actor, entry=Entry.UPDATES_SET, payload={"by_itself": by_itself}, happened_at=now)
    return ticket


@transaction.atomic
def send_update_by_itself(*, actor: Actor, ticket_id: int, text: str, now: datetime) -> Ticket:
    """Send the customer a progress update that nobody wrote (D2.3a); raises IllegalStep once it is resolved.

    Unlike a reply it begins no work and answers nobody: a matter that nobody has taken up stays as it is.
    """
    ticket = unresolved(open_for(actor, "reply", ticket_id), "send_update_by_itself")
    said = {"is_progress": True, "by_itself": True}
    record(ticket, actor=actor, entry=Entry.REPLIED, payload=said, text=text, happened_at=now)
    return ticket
