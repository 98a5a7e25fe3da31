"""What handing over somebody's tickets would do, before it is done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from core.actors import Actor
from tickets.dispatch import Pool, Wanted
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet
from tickets.selectors.agents import rules_of, skill_needs, weight_at
from tickets.selectors.tickets import visible_tickets
from tickets.selectors.told import next_head


@dataclass(frozen=True, slots=True)
class Move:
    """One ticket and who would be responsible for it."""

    ticket: Ticket
    to: User


def open_tickets_of(person: User, *, actor: Actor) -> TicketQuerySet:
    """What `person` is responsible for and `actor` sees, next deadline first."""
    return visible_tickets(actor).not_closed().owned_by(person.pk).for_rows().by_deadline()


def plan_hand_over(tickets: QuerySet[Ticket], *, person: User, to: User | None, now: datetime) -> list[Move]:
    """Who would get each: `to`, else whom dispatch names; raises NobodyToOwn.

    In the order in which `hand_over_tickets` goes. A few queries for each branch.
    """
    ordered = list(tickets.annotate(weight=weight_at(now)).order_by("pk"))
    if to is not None:
        return [Move(ticket, to) for ticket in ordered]
    needs, pools = skill_needs(), {}
    for branch in {ticket.branch for ticket in ordered}:
        pools[branch.pk] = Pool(branch, needs, rules_of(branch), now=now, without={person.pk})
    return [Move(ticket, _given(pools[ticket.branch_id], ticket)) for ticket in ordered]


def _given(pool: Pool, ticket: Any) -> User:
    if ticket.is_complaint:  # stays with management
        return next_head(ticket, without=pool.without) or ticket.owner
    choice = pool.choose(Wanted.of(ticket))
    pool.give(choice.owner.pk, ticket.weight)
    pool.take_turn(choice)
    return choice.owner
