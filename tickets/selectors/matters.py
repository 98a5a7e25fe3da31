"""The matters of a customer, a product or a purchase, for the life file (B2.2)."""

from accounts.models import Customer, Product, Purchase
from core.actors import Actor
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet
from tickets.selectors.tickets import visible_tickets


def matters_of(actor: Actor, thing: Purchase | Customer | Product) -> TicketQuerySet:
    """Those that `actor` may see, newest first; a customer's are also those about what he bought."""
    about = visible_tickets(actor).filter(pk__in=_ids(thing))
    return about.for_rows().order_by("-received_at", "-pk")


def _ids(thing: Purchase | Customer | Product) -> TicketQuerySet:
    rows = TicketQuerySet(Ticket)
    if isinstance(thing, Purchase):
        return rows.filter(purchase=thing).values("pk")  # type: ignore[return-value]
    if isinstance(thing, Product):
        return rows.filter(purchase__product=thing).values("pk")  # type: ignore[return-value]
    bought = rows.filter(purchase__customer=thing).values("pk")
    return rows.filter(customer=thing).values("pk").union(bought)  # type: ignore[return-value]
