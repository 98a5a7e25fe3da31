"""Handing over what somebody has, when he leaves or goes away (A2.3)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.actors import Actor
from core.errors import Conflict, DomainError
from tickets.dispatch import NobodyToOwn, Wanted, choose_owner
from tickets.models import Ticket
from tickets.selectors.told import next_head
from tickets.services.assignment import assign_ticket, name_owner
from tickets.services.steps import open_for, unclosed
from tickets.services.visits_handed_on import hand_over_visits


class OwnerChanged(Conflict):
    code = "owner_changed"
    message = _("Somebody else is responsible for it meanwhile; it stays with him.")


@dataclass(slots=True)
class HandedOver:
    """What became of each ticket: the moved ones, with their new owner, and why the others stayed."""

    moved: list[Ticket] = field(default_factory=list)
    refused: list[tuple[int, DomainError]] = field(default_factory=list)


def hand_over_tickets(
    *,
    actor: Actor,
    from_id: int,
    ticket_ids: Iterable[int],
    to_id: int | None = None,
    note: str = "",
    now: datetime,
) -> HandedOver:
    """Give these tickets of one person to another one, or to whom dispatch names for each (None).

    Visits of theirs that are ahead go along, to whoever may be sent. A transaction for each: a refused one,
    which the answer names, stops none of the others.
    """
    result = HandedOver()
    for ticket_id in sorted(set(ticket_ids)):
        try:
            moved = _hand_over(
                actor=actor, ticket_id=ticket_id, from_id=from_id, to_id=to_id, note=note, now=now
            )
        except DomainError as error:
            result.refused.append((ticket_id, error))
        else:
            result.moved.append(moved)
    return result


@transaction.atomic
def _hand_over(
    *, actor: Actor, ticket_id: int, from_id: int, to_id: int | None, note: str, now: datetime
) -> Ticket:
    ticket = unclosed(open_for(actor, "hand_over", ticket_id), "hand_over")
    if ticket.owner_id != from_id:
        raise OwnerChanged
    if to_id is not None:
        ticket = assign_ticket(
            actor=actor, ticket_id=ticket_id, owner_id=to_id, note=note, now=now, rule="handed_over"
        )
    else:
        owner, how = by_dispatch(ticket, without={from_id}, now=now)
        name_owner(ticket, actor=actor, owner=owner, how=how, note=note, happened_at=now)
    hand_over_visits(ticket, actor=actor, from_id=from_id, now=now)
    return ticket


def by_dispatch(ticket: Ticket, *, without: Collection[int], now: datetime) -> tuple[User, dict[str, Any]]:
    """Whom dispatch names for the ticket, and how; a complaint stays with management. Raises NobodyToOwn."""
    if ticket.is_complaint:
        head = next_head(ticket, without=without)
        if head is None:
            raise NobodyToOwn(branch=ticket.branch.name)
        return head, {"rule": "complaint"}
    choice = choose_owner(ticket.branch, Wanted.of(ticket), now=now, without=without)
    return choice.owner, choice.payload()
