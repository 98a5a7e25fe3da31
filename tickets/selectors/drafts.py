"""What the reader himself has begun to write and not sent, and who else writes at this moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BigIntegerField, DateTimeField, Q, QuerySet

from core.actors import Actor
from core.prepared import Given, Prepared
from tickets.models import Draft, Ticket

AT_THIS_MOMENT = timedelta(seconds=20)  # a draft is kept at every pause in typing


@dataclass(frozen=True, slots=True)
class Writing:
    """Who writes what kind of entry; never what it says."""

    person_id: int
    name: str
    step: str


@dataclass(frozen=True, slots=True)
class Drafts:
    """The reader's own drafts, the newest first, and the others who write at this moment."""

    own: Sequence[Draft]
    others: Sequence[Writing]


def _open() -> QuerySet[Draft]:
    mine = Q(person=Given("me", BigIntegerField()))
    fresh = Q(saved_at__gte=Given("since", DateTimeField()))
    rows = Draft.objects.filter(mine | fresh, ticket=Given("ticket", BigIntegerField()), is_over=False)
    return rows.exclude(values={}).select_related("person").order_by("-saved_at")


OPEN = Prepared(_open)


def drafts_of(actor: Actor, ticket: Ticket, *, now: datetime) -> Drafts:
    """One query; nobody sees another's words."""
    if not actor.is_staff:
        return Drafts([], [])
    found = OPEN(me=actor.pk, ticket=ticket.pk, since=now - AT_THIS_MOMENT)
    others = [draft for draft in found if draft.person_id != actor.pk]
    return Drafts(
        [draft for draft in found if draft.person_id == actor.pk],
        [Writing(draft.person_id, draft.person.name, draft.step) for draft in others],
    )
