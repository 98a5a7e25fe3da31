from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Min

from core.actors import Actor
from tickets.locks import lock_ticket
from tickets.models import Ticket
from tickets.services.steps import pass_through
from tickets.states import Step


def end_waits(*, now: datetime) -> int:
    """End every wait for a customer that has lasted too long: the owner must act. Answers how many."""
    since = now - timedelta(seconds=settings.WAIT_LIMIT_SECONDS)
    overdue = Ticket.objects.filter(waiting_since__lte=since).values_list("pk", flat=True)
    return sum(_end_wait(ticket_id, since=since, now=now) for ticket_id in overdue.iterator())


def next_wait_end() -> datetime | None:
    """When the next wait for a customer will have lasted too long."""
    oldest = Ticket.objects.filter(waiting_since__isnull=False).aggregate(Min("waiting_since"))
    since: datetime | None = oldest["waiting_since__min"]
    return since + timedelta(seconds=settings.WAIT_LIMIT_SECONDS) if since else None


@transaction.atomic
def _end_wait(ticket_id: int, *, since: datetime, now: datetime) -> bool:
    ticket = lock_ticket(ticket_id)
    if ticket.waiting_since is None or ticket.waiting_since > since:
        return False
    pass_through(ticket, Step.GO_ON, actor=Actor.system("waiting"), cause="wait_ended", now=now)
    return True
