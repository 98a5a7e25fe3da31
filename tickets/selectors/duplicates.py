"""Requests that are likely about the same matter: offered to be linked or merged, no more (A3.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F, Q

from core.actors import Actor
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet
from tickets.selectors.tickets import visible_tickets

WITHIN = timedelta(days=30)
# Share of three-letter pieces that two titles have in common: the same fault in other words has about this.
ALIKE = 0.3
MOST = 5


@dataclass(frozen=True, slots=True)
class Matter:
    """What is known of a request, registered or not yet."""

    title: str
    customer_id: int | None = None
    email: str = ""
    phone: str = ""
    product: str = ""
    serial: str = ""
    purchase_id: int | None = None


def matter_of(ticket: Ticket) -> Matter:
    return Matter(
        title=ticket.title,
        customer_id=ticket.customer_id,
        email=ticket.customer.email,
        phone=ticket.customer.phone,
        product=ticket.product,
        serial=ticket.serial,
        purchase_id=ticket.purchase_id,
    )


def duplicates_of(ticket: Ticket, *, actor: Actor) -> list[Ticket]:
    """Those of the thirty days around the ticket that `actor` sees, the likeliest first; one query."""
    rows = likely_the_same(matter_of(ticket), actor=actor, at=ticket.received_at).exclude(pk=ticket.pk)
    linked = Q(links_in__source=ticket) | Q(links_out__target=ticket)
    return list(rows.exclude(linked)[:MOST]) if not ticket.is_complaint else []


def alike(matter: Matter, *, actor: Actor, now: datetime) -> Sequence[Ticket]:
    """The same for a request that is only being written down; one query, none while nobody is named."""
    if not (matter.customer_id or matter.email or matter.phone):
        return []
    return list(likely_the_same(matter, actor=actor, at=now)[:MOST])


def likely_the_same(matter: Matter, *, actor: Actor, at: datetime) -> TicketQuerySet:
    """The same customer, within thirty days, and the same thing, or similar words about what may be the same.

    Starts from the customer's few requests, whatever is stored besides.
    """
    rows: TicketQuerySet = (
        visible_tickets(actor).complaints_apart().filter(_customer(matter), merged_into=None)
    )
    rows = rows.filter(received_at__gte=at - WITHIN, received_at__lte=at + WITHIN)
    rows = rows.annotate(likeness=TrigramSimilarity("title", matter.title))
    return rows.filter(_thing(matter)).for_rows().order_by(F("likeness").desc(), "-received_at", "pk")


def _customer(matter: Matter) -> Q:
    """He himself, or who is reached by the same address or number."""
    same = Q(customer=matter.customer_id) if matter.customer_id else Q(pk=None)
    if matter.email:
        same |= Q(customer__email=matter.email.strip().lower())
    if matter.phone:
        same |= Q(customer__phone=matter.phone.strip())
    return same


def _thing(matter: Matter) -> Q:
    same = Q(purchase=matter.purchase_id) if matter.purchase_id else Q(pk=None)
    if matter.serial:
        same |= Q(serial__iexact=matter.serial)
    # where one of the two does not say which product it is, the words decide
    maybe = Q(product="") | Q(product__iexact=matter.product) if matter.product else Q()
    return same | (maybe & Q(likeness__gte=ALIKE))
