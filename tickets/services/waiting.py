from datetime import datetime

from django.db import transaction
from django.db.models import Min, Q

from core.actors import Actor
from tickets.locks import lock_ticket
from tickets.models import Ticket
from tickets.services.steps import pass_through
from tickets.states import Step

SYSTEM = Actor.system("waiting")


def end_waits(*, now: datetime) -> int:
    """End every wait that is over, for a customer or an appointment: the owner acts. Answers how many."""
    overdue = Ticket.objects.filter(Q(waiting_until__lte=now) | Q(appointment_at__lte=now))
    return sum(_end_wait(pk, now=now) for pk in overdue.values_list("pk", flat=True).iterator())


def next_wait_end() -> datetime | None:
    """When the next wait will be over."""
    ends = Ticket.objects.aggregate(Min("waiting_until"), Min("appointment_at"))
    return min((end for end in ends.values() if end is not None), default=None)


@transaction.atomic
def _end_wait(ticket_id: int, *, now: datetime) -> bool:
    ticket = lock_ticket(ticket_id)
    if ticket.waiting_until is not None and ticket.waiting_until <= now:
        pass_through(ticket, Step.GO_ON, actor=SYSTEM, cause="wait_ended", now=now)
        return True
    if ticket.appointment_at is not None and ticket.appointment_at <= now:
        pass_through(ticket, Step.GO_ON, actor=SYSTEM, cause="appointment_began", now=now)
        return True
    return False
