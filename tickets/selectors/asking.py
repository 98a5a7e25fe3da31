from django.db.models import Max

from core.actors import ActorKind
from tickets.choices import Complexity
from tickets.entries import Entry
from tickets.models import Ticket


def asked_by(ticket: Ticket, complexity: Complexity) -> int | None:
    """Which member of staff asked last for this classification and has not been answered; None for nobody."""
    answered = ticket.log.filter(entry=Entry.COMPLEXITY_SET).aggregate(last=Max("number"))["last"] or 0
    asked = ticket.log.filter(
        entry=Entry.COMPLEXITY_ASKED,
        actor_kind=ActorKind.STAFF,
        payload__complexity=complexity.value,
        number__gt=answered,
    )
    asker: int | None = asked.order_by("-number").values_list("actor_id", flat=True).first()
    return asker
