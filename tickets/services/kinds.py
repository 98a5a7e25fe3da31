from datetime import datetime

from django.db import transaction

from core.actors import Actor
from tickets.choices import Kind
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services.log import record
from tickets.services.steps import open_for, unresolved


@transaction.atomic
def set_kind(*, actor: Actor, ticket_id: int, kind: Kind, now: datetime) -> Ticket:
    """Say which type of service it is (B1.1); promises that apply by type follow.

    Raises NotAllowed, IllegalStep once it is resolved. The commitment the ticket is bound to stays (C4).
    """
    ticket = unresolved(open_for(actor, "classify", ticket_id), "set_kind")
    was, now_is = Kind(ticket.kind), Kind(kind)
    if was == now_is:
        return ticket
    ticket.kind = now_is
    ticket.save(update_fields=["kind"])
    record(
        ticket,
        actor=actor,
        entry=Entry.KIND_SET,
        payload={"was": was.value, "now_is": now_is.value},
        happened_at=now,
    )
    return ticket
