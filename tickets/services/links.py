from django.db import transaction
from django.db.models import F

from core.actors import Actor
from tickets.models import Ticket
from tickets.services.steps import open_for


@transaction.atomic
def revoke_tracking_link(*, actor: Actor, ticket_id: int) -> Ticket:
    """Make every tracking link of the ticket worthless; new mails carry a new one."""
    ticket = open_for(actor, "work", ticket_id)
    Ticket.objects.filter(pk=ticket.pk).update(link_version=F("link_version") + 1)
    ticket.refresh_from_db(fields=["link_version"])
    return ticket
