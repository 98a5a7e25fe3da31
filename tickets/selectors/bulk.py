"""What can be done with tickets of the queue at once, and what of it can still be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from core.actors import Actor
from tickets.choices import BulkStep
from tickets.models import BulkAct, Ticket
from tickets.policies import policy
from tickets.states import OPEN

UNDO_FOR = timedelta(minutes=10)

PERMISSIONS: Mapping[BulkStep, str] = {
    BulkStep.OWNER: "assign",
    BulkStep.PRIORITY: "classify",
    BulkStep.WATCH: "watch",
    BulkStep.UNWATCH: "watch",
    BulkStep.NOTE: "note",
}


def bulk_steps_on(actor: Actor, ticket: Ticket) -> list[BulkStep]:
    """Which steps `actor` may take on the ticket as it stands."""
    possible = [step for step in PERMISSIONS if _is_open(step, ticket)]
    return [step for step in possible if policy.allows(actor, PERMISSIONS[step], ticket)]


def _is_open(step: BulkStep, ticket: Ticket) -> bool:
    if step == BulkStep.PRIORITY:
        return ticket.state in OPEN
    return ticket.merged_into_id is None or step == BulkStep.NOTE


@dataclass(frozen=True, slots=True)
class LastAct:
    """What somebody did to several, and on how many of them it can still be taken back."""

    act: BulkAct
    left: int


def acts_of(actor: Actor, *, now: datetime) -> QuerySet[BulkAct]:
    """What `actor` did to several and may still take back, the newest first."""
    rows = BulkAct.objects.filter(person=actor.pk, made_at__gt=now - UNDO_FOR)
    return (rows if actor.is_staff else rows.none()).order_by("-made_at")


def last_acts(actor: Actor, *, now: datetime) -> list[LastAct]:
    """Those of `acts_of` with something left to take back."""
    rows = acts_of(actor, now=now).annotate(left=Count("items", filter=Q(items__is_undone=False)))
    return [LastAct(act, act.left) for act in rows if act.left]
