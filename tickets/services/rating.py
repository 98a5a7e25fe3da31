from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import BadInput
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services.log import record
from tickets.services.steps import open_for

SCORES = range(1, 6)


class NoSuchScore(BadInput):
    code = "no_such_score"
    message = _("Choose a number from 1 (very poor) to 5 (very good).")


@transaction.atomic
def rate_ticket(*, actor: Actor, ticket_id: int, score: int, comment: str = "", now: datetime) -> Ticket:
    """The customer's rating, 1 to 5, with a comment (A4.2); the latest one counts. Raises NoSuchScore."""
    ticket = open_for(actor, "rate", ticket_id)
    note_rating(ticket, actor=actor, score=score, comment=comment, now=now)
    return ticket


def note_rating(ticket: Ticket, *, actor: Actor, score: int, comment: str, now: datetime) -> None:
    """Rate the locked ticket; raises NoSuchScore."""
    if score not in SCORES:
        raise NoSuchScore(fields={"score": [str(NoSuchScore.message)]})
    ticket.rating = score
    ticket.save(update_fields=["rating"])
    record(
        ticket,
        actor=actor,
        entry=Entry.RATED,
        payload={"score": score},
        text=comment.strip(),
        happened_at=now,
    )
