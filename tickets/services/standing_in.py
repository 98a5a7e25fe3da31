"""No open ticket stays with somebody who is not there: on leave, or no longer of the house (A2.3, D3.3)."""

from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import OuterRef

from accounts.models import User
from accounts.selectors.leave import running_leaves
from accounts.selectors.staff import gone_with
from core.actors import Actor
from core.errors import DomainError
from tickets.locks import lock_ticket
from tickets.models import Ticket
from tickets.policies import policy
from tickets.services.assignment import DISPATCH, name_owner
from tickets.services.handing_over import by_dispatch

# So many at a time: the next look, half a minute later, goes on.
BATCH = 200

logger = structlog.get_logger(__name__)


def take_over(*, now: datetime) -> int:
    """Give what absent people have open to their deputies, else to whom dispatch names; answers how many.

    Who has merely gone home for the night keeps his tickets: his own people look after them. Starts from the
    few who are absent and reads the index of the owner's queue, so it costs what there is to do. Each ticket
    is a transaction of its own; one that nobody can take stays, is logged, and is tried again.
    """
    deputies = {leave.person_id: leave.deputy for leave in running_leaves(now)}
    absent = {*deputies, *gone_with(Ticket.objects.not_closed().filter(owner=OuterRef("pk")))}
    rows = Ticket.objects.not_closed().filter(owner__in=absent).order_by("owner", "next_due_at", "pk")
    waiting = list(rows.values_list("pk", "owner")[:BATCH]) if absent else []
    return sum(_take_over(pk, owner_id, deputies, now) for pk, owner_id in waiting)


def _take_over(ticket_id: int, owner_id: int, deputies: dict[int, User | None], now: datetime) -> bool:
    try:
        with transaction.atomic():
            return _name(ticket_id, owner_id, deputies, now)
    except DomainError as error:
        logger.warning("nobody can take over", ticket=ticket_id, owner=owner_id, code=error.code)
        return False


def _name(ticket_id: int, owner_id: int, deputies: dict[int, User | None], now: datetime) -> bool:
    ticket = lock_ticket(ticket_id)
    if ticket.owner_id != owner_id or ticket.closed_at is not None:
        return False  # somebody was quicker
    deputy = deputies.get(owner_id)
    if deputy is not None and _can_stand_in(deputy, deputies, ticket):
        name_owner(ticket, actor=DISPATCH, owner=deputy, how={"rule": "deputy"}, happened_at=now)
        return True
    owner, how = by_dispatch(ticket, without={owner_id, *deputies}, now=now)
    name_owner(ticket, actor=DISPATCH, owner=owner, how=how, happened_at=now)
    return True


def _can_stand_in(deputy: User, away: dict[int, User | None], ticket: Ticket) -> bool:
    is_there = deputy.is_active and deputy.pk not in away
    return is_there and policy.allows(Actor.user(deputy), "work", ticket)
