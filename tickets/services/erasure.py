from datetime import datetime

from django.db import transaction

from core.actors import Actor
from tickets.entries import Entry
from tickets.models import LogEntry, LogText
from tickets.services.steps import open_for


@transaction.atomic
def erase_text(*, actor: Actor, ticket_id: int, number: int, now: datetime) -> None:
    """Erase what a person wrote in one entry; the chain keeps its salted hash and stays whole."""
    ticket = open_for(actor, "report", ticket_id)
    entry = LogEntry.objects.get(ticket=ticket, number=number)
    LogText.objects.filter(entry=entry, erased_at=None).update(words="", salt="", erased_at=now)
    if entry.entry == Entry.RECEIVED:  # the title is its first sentence
        ticket.title = ticket.number
        ticket.save(update_fields=["title"])
