"""Whom a role means for a ticket."""

from collections.abc import Collection

from django.db.models import QuerySet

from accounts.models import Role, User
from accounts.selectors.staff import OWNER, possible_owners, recipients
from core.actors import Actor
from tickets.models import Ticket
from tickets.policies import policy


def owners_for(ticket: Ticket) -> QuerySet[User]:
    """Everybody who may be given the ticket, those on duty first; a complaint stays with management."""
    if not ticket.is_complaint:
        return possible_owners(ticket.branch)
    heads = User.objects.filter(role=Role.MANAGEMENT, is_active=True)
    return heads.exclude(pk=ticket.complaint_concerns_id or 0).order_by("-is_on_duty", "name")


def next_head(complaint: Ticket, *, without: Collection[int]) -> User | None:
    """Who of management takes the complaint over from these."""
    return owners_for(complaint).exclude(pk__in=without).first()


def holders(role: str, ticket: Ticket) -> list[User]:
    """The people whom a rung of the ladder names; of a complaint only management is told (A4.2, D3.4)."""
    if not ticket.is_complaint:
        return recipients(role, owner=ticket.owner, branch=ticket.branch)
    wanted = role if role == OWNER and ticket.owner.is_active else Role.MANAGEMENT
    people = recipients(wanted, owner=ticket.owner, branch=ticket.branch)
    return [person for person in people if policy.allows(Actor.user(person), "view", ticket)]
