"""What can be done with several tickets at once: which service does it, and which one takes it back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from core.actors import Actor
from tickets.choices import BulkStep, Priority
from tickets.entries import WHAT_OTHERS_MUST_KNOW, Entry
from tickets.models import Ticket
from tickets.services.assignment import assign_ticket
from tickets.services.classification import set_priority, take_back_priority
from tickets.services.conversation import write_note
from tickets.services.watching import unwatch_ticket, watch_ticket

Base = Mapping[str, Any]  # actor, ticket_id, now: what every service of a step takes
Facts = Mapping[str, Any]
CHANGED = Q(entry__in=WHAT_OTHERS_MUST_KNOW | {Entry.PRIORITY_RAISED})


def _nothing(_ticket: Ticket) -> Facts:
    return {}


def _tier(ticket: Ticket) -> Facts:
    return {
        "priority": ticket.priority,
        "is_confirmed": ticket.is_priority_confirmed,
        "raised": ticket.raised_priority,
    }


def _watches(base: Base, _facts: Any) -> Ticket:
    return watch_ticket(**base, user_id=base["actor"].pk)


def _watches_no_more(base: Base, _facts: Any) -> Ticket:
    return unwatch_ticket(**base, user_id=base["actor"].pk)


def _own_watching(actor: Actor) -> Q:
    return Q(entry=Entry.WATCHED, payload__user=actor.pk)


@dataclass(frozen=True, slots=True)
class Way:
    """`take` gets the value that all are given, `undo` what `was` noted of each before.

    `spoils`: which entries after it forbid to take it back. `is_exclusive`: it replaces what somebody else
    may have set, so it needs the view it was chosen on. Without `undo` it stays done.
    """

    take: Callable[[Base, str], Ticket]
    undo: Callable[[Base, Facts], Ticket] | None = None
    was: Callable[[Ticket], Facts] = _nothing
    spoils: Callable[[Actor], Q] = lambda _actor: CHANGED
    is_exclusive: bool = False


WAYS: Mapping[BulkStep, Way] = {
    BulkStep.OWNER: Way(
        lambda base, value: assign_ticket(**base, owner_id=int(value)),
        lambda base, was: assign_ticket(**base, owner_id=was["owner"], rule="taken_back"),
        was=lambda ticket: {"owner": ticket.owner_id},
        is_exclusive=True,
    ),
    BulkStep.PRIORITY: Way(
        lambda base, value: set_priority(**base, priority=Priority(value)),
        lambda base, was: take_back_priority(**base, **was),
        was=_tier,
        is_exclusive=True,
    ),
    BulkStep.WATCH: Way(_watches, _watches_no_more, spoils=_own_watching),
    BulkStep.UNWATCH: Way(_watches_no_more, _watches, spoils=_own_watching),
    # what was said stays said
    BulkStep.NOTE: Way(lambda base, value: write_note(**base, text=value)),
}
