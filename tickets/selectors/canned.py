"""Canned replies: those of the reader's branch and of the whole house."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import Role, Scope
from core.actors import Actor, ActorKind
from core.errors import NotFound
from tickets.canned import filled
from tickets.models import CannedReply, Ticket


@dataclass(frozen=True, slots=True)
class Offer:
    """A canned reply as it would be written on a ticket; `language`: that of its words."""

    pk: int
    name: str
    text: str
    language: str


def canned_replies(actor: Actor) -> QuerySet[CannedReply]:
    """By name; management, and a system of no branch alone, reads those of every branch."""
    rows = CannedReply.objects.select_related("branch", "changed_by", "integration").order_by("name", "pk")
    by_token = actor.kind is ActorKind.INTEGRATION and Scope.CANNED_READ in actor.scopes
    if not (actor.is_staff or by_token):
        return rows.none()
    if actor.role == Role.MANAGEMENT or (by_token and actor.branch_id is None):
        return rows
    usable = Q(branch=None)
    if actor.branch_id is not None:
        usable |= Q(branch=actor.branch_id)
    return rows.filter(usable)


def get_reply(*, actor: Actor, reply_id: int) -> CannedReply:
    """One that `actor` may read; raises NotFound."""
    reply = canned_replies(actor).filter(pk=reply_id).first()
    if reply is None:
        raise NotFound
    return reply


def offers_for(actor: Actor, ticket: Ticket, *, language: str, words: str = "") -> list[Offer]:
    """Those of the ticket's branch that say all of `words`, in `language` where they are written in it."""
    usable = canned_replies(actor).filter(Q(branch=None) | Q(branch=ticket.branch_id))
    wanted = words.casefold().split()
    offers = [_offer(reply, actor, ticket, language) for reply in usable]
    return [one for one in offers if all(w in f"{one.name} {one.text}".casefold() for w in wanted)]


def _offer(reply: CannedReply, actor: Actor, ticket: Ticket, language: str) -> Offer:
    code = language if language in reply.texts else next(iter(reply.texts))
    values = {
        "customer": ticket.customer.name,
        "number": ticket.number,
        "title": ticket.title,
        "agent": actor.name,
    }
    return Offer(reply.pk, reply.name, filled(reply.texts[code], values), code)
