"""Parts of a visit: used there, ordered for it, come in (B3.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import BadInput, NotFound
from core.moments import to_second
from tickets.choices import PartState
from tickets.entries import Entry
from tickets.models import PartLine, Visit
from tickets.services.visit_sent import ONCE, Sent, at_once, when_of
from tickets.services.visit_steps import log_visit, open_visit


class PartsMissing(BadInput):
    code = "visit_parts_missing"
    message = _("Name at least one part to order.")


class NoSuchPart(NotFound):
    code = "no_such_part"
    message = _("This part is not on order. Reload to see what changed.")


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    quantity: Decimal
    part_number: str = ""


@transaction.atomic
def order_parts(
    *, actor: Actor, ticket_id: int, number: int, parts: Sequence[Part], sent: Sent = ONCE, now: datetime
) -> Visit:
    """Order parts for it, whatever its state. Raises PartsMissing."""
    visit, is_repeat = open_visit(actor, "order", ticket_id, number, sent)
    if is_repeat:
        return visit
    if not parts:
        raise PartsMissing
    when = when_of(visit, sent, now)
    add_parts(visit, parts, PartState.ORDERED, now)
    log_visit(visit, Entry.PARTS_ORDERED, actor=actor, facts={"parts": len(parts)}, when=when)
    return visit


@transaction.atomic
def receive_part(
    *, actor: Actor, ticket_id: int, number: int, part_id: int, sent: Sent = ONCE, now: datetime
) -> Visit:
    """An ordered part has come in. Raises NoSuchPart."""
    visit, is_repeat = open_visit(actor, "order", ticket_id, number, sent)
    if is_repeat:
        return visit
    part = visit.parts.filter(pk=part_id, state=PartState.ORDERED).first()
    if part is None:
        raise NoSuchPart
    part.state, part.received_at = PartState.RECEIVED, to_second(now)
    part.save(update_fields=["state", "received_at"])
    log_visit(visit, Entry.PART_RECEIVED, actor=actor, facts={"part": part.pk}, when=at_once(now))
    return visit


def add_parts(visit: Visit, parts: Sequence[Part], state: PartState, now: datetime) -> None:
    """Note the parts at the visit, whose ticket is locked."""
    PartLine.objects.bulk_create(
        PartLine(
            visit=visit,
            name=part.name,
            part_number=part.part_number,
            quantity=part.quantity,
            state=state,
            recorded_at=to_second(now),
        )
        for part in parts
    )
