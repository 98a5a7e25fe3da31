from datetime import datetime

from django.db import transaction
from django.db.models import Min, Q

from core.actors import Actor
from tickets.choices import State
from tickets.locks import lock_ticket
from tickets.models import Ticket
from tickets.services.steps import pass_through
from tickets.states import Step

WAITING = Actor.system("waiting")


def end_waits(*, now: datetime) -> int:
    """End every wait that is over: for a customer who did not answer, for an appointment whose time has come.

    The owner must act. Answers how many.
    """
    over = Ticket.objects.filter(Q(waiting_until__lte=now) | Q(appointment_at__lte=now))
    return sum(_end_wait(ticket_id, now) for ticket_id in over.values_list("pk", flat=True).iterator())


def next_wait_end() -> datetime | None:
    """When the next wait for a customer, or for an appointment, is over."""
    ends = [
        Ticket.objects.filter(**{f"{column}__isnull": False}).aggregate(first=Min(column))["first"]
        for column in ("waiting_until", "appointment_at")
    ]
    return min((at for at in ends if at is not None), default=None)


@transaction.atomic
def _end_wait(ticket_id: int, now: datetime) -> bool:
    ticket = lock_ticket(ticket_id)
    cause = _what_is_over(ticket, now)
    if cause:
        pass_through(ticket, Step.GO_ON, actor=WAITING, cause=cause, now=now)
    return bool(cause)


def _what_is_over(ticket: Ticket, now: datetime) -> str:
    """Looked at again under the lock: the customer may have spoken meanwhile."""
    if ticket.state == State.SCHEDULED and ticket.appointment_at and ticket.appointment_at <= now:
        return "appointment_began"
    if ticket.state == State.WAITING_CUSTOMER and ticket.waiting_until and ticket.waiting_until <= now:
        return "wait_ended"
    return ""
