"""Daily updates that leave by themselves shortly before close of business (D2.3a)."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from core.actors import Actor
from notifications.daily import draft_update
from sla.selectors.updates import updates_due
from tickets.locks import lock_ticket
from tickets.services.conversation import send_reply

logger = logging.getLogger(__name__)

DAILY = Actor.system("daily")


def send_due_updates(*, now: datetime, lead_seconds: int) -> int:
    """Send the draft for every update that is due within `lead_seconds` and may leave by itself.

    Answers how many were sent. Idempotent, and any number may run side by side: each is looked at again
    under its ticket's lock. One that fails is reported and tried again by the next run.
    """
    until = now + timedelta(seconds=lead_seconds)
    due = list(updates_due(now=now, until=until).values_list("pk", "ticket_id"))
    return sum(_try_to_send(clock_id, ticket_id, now, until) for clock_id, ticket_id in due)


def _try_to_send(clock_id: int, ticket_id: int, now: datetime, until: datetime) -> bool:
    try:
        return _send(clock_id, ticket_id, now, until)
    except Exception:  # one ticket must never keep the updates of all others
        logger.exception("the daily update of ticket %s could not be sent", ticket_id)
        return False


@transaction.atomic
def _send(clock_id: int, ticket_id: int, now: datetime, until: datetime) -> bool:
    ticket = lock_ticket(ticket_id)
    if not updates_due(now=now, until=until).filter(pk=clock_id).exists():
        return False
    text = draft_update(ticket, now=now)
    send_reply(actor=DAILY, ticket_id=ticket_id, text=text, is_progress=True, now=now)
    return True
