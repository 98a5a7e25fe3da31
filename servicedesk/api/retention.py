from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from servicedesk.api.models import IdempotentRequest
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket

KEPT_FOR = timedelta(days=1)


def forget_answers(*, now: datetime) -> int:
    """Delete the answers older than a day; a key may then be used anew. Answers how many there were."""
    deleted, _by_model = IdempotentRequest.objects.filter(created_at__lt=now - KEPT_FOR).delete()
    return deleted


def on_entry(*, ticket: Ticket, entry: LogEntry, **_kwargs: Any) -> None:
    """What was erased must not come back with a repeated request: forget all answers about the ticket."""
    if entry.entry in {Entry.TEXT_ERASED, Entry.FILES_ERASED}:
        about = Q(body__contains=ticket.number) | Q(headers__ETag__startswith=f'"{ticket.number}.')
        IdempotentRequest.objects.filter(about).delete()
