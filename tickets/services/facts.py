"""Completing what was not known when a request came in (A3.1, D2.2.1)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import BadInput
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.required import as_words
from tickets.services.entitling import Proof, judged, look_up
from tickets.services.log import record
from tickets.services.steps import open_for, unclosed

FIELDS = ("product", "serial", "location")


class NothingCompleted(BadInput):
    code = "nothing_completed"
    message = _("Enter at least one fact.")


@transaction.atomic
def complete_facts(
    *, actor: Actor, ticket_id: int, product: str = "", serial: str = "", location: str = "", now: datetime
) -> Ticket:
    """Write down which product it is, its serial number, and where it stands; an empty one stays as it is.

    A serial number that is new is looked up, and what it entitles to is judged by the day the request was
    received (B2.2). The commitment the ticket is bound to stays (C4). Raises NotAllowed, NothingCompleted,
    IllegalStep once it is closed.
    """
    ticket = unclosed(open_for(actor, "work", ticket_id), "complete_facts")
    texts = (" ".join(text.split()) for text in (product, serial, location))
    given = dict(zip(FIELDS, texts, strict=True))
    if not any(given.values()):
        raise NothingCompleted.at("product")
    was = {name: getattr(ticket, name) for name in FIELDS}
    changed = {name: value for name, value in given.items() if value and value != was[name]}
    if not changed:
        return ticket
    for name, value in changed.items():
        setattr(ticket, name, value)
    bought = _looked_up_again(ticket) if "serial" in changed else {}
    ticket.save(
        update_fields=[*FIELDS, "purchase", "entitlement", "is_purchase_proven"] if bought else [*changed]
    )
    record(
        ticket,
        actor=actor,
        entry=Entry.FACTS_COMPLETED,
        payload={"facts": [*changed], **bought},
        # an address is personal: the values lie where they can be erased
        text=as_words({name: (was[name], value) for name, value in changed.items()}),
        happened_at=now,
    )
    return ticket


def _looked_up_again(ticket: Ticket) -> dict[str, int | str | None]:
    """The purchase of the new serial number."""
    found = look_up(
        known=None,
        proof=Proof.NONE,
        serial=ticket.serial,
        product=ticket.product,
        email=ticket.customer.email,
    )
    bought = judged(found, branch=ticket.branch, received_at=ticket.received_at)
    bought.put_on(ticket)
    return bought.payload()
