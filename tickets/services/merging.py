"""Two requests about one matter become one; within a day that can be undone (semantics, section 3, Merge)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import Conflict
from core.moments import to_second, to_text
from tickets.entries import Entry
from tickets.locks import lock_tickets
from tickets.models import LogEntry, Ticket
from tickets.models.task import IS_OPEN
from tickets.policies import policy
from tickets.selectors.merged import family_of
from tickets.services.log import record
from tickets.services.steps import OF_ONE_STATE, change_state, require_unmerged
from tickets.services.task_steps import TasksOpenAtMerge
from tickets.services.visit_steps import VisitsOpenAtMerge
from tickets.services.watching import move_watchers
from tickets.states import ENDED, Step, next_state


class NotSameCustomer(Conflict):
    code = "not_same_customer"
    message = _("{number} belongs to another customer. Only requests of one customer can be merged.")


class MergedWithItself(Conflict):
    code = "merged_with_itself"
    message = _("A request cannot be merged into itself. Choose the other one.")


class SurvivorClosed(Conflict):
    code = "survivor_closed"
    message = _("{number} is closed. Open it again first, or choose another request.")


@transaction.atomic
def merge_tickets(*, actor: Actor, ticket_id: int, into_id: int, now: datetime) -> Ticket:
    """Let the matter of one ticket be followed under another one of the same customer; answers the former.

    The survivor keeps the earlier `received_at` and start of service; what counted as contact counts for it
    at its own time. Raises NotAllowed, MergedWithItself, NotSameCustomer, AlreadyMerged, SurvivorClosed,
    TasksOpenAtMerge, IllegalStep unless the ticket that disappears is open.
    """
    locked = lock_tickets([ticket_id, into_id])
    merged, survivor = locked[ticket_id], locked[into_id]
    require_mergeable(actor, merged, survivor)
    contacts = _contacts_of(merged)
    before = survivor.received_at
    # Both rows change first: whoever listens to the entries reads the two as they are from now on.
    payload: dict[str, Any] = {"into": survivor.pk, "number": survivor.number} | _close(merged, survivor, now)
    _take_in(survivor, merged)
    watchers = move_watchers(merged, survivor)
    payload |= watchers
    record(merged, actor=actor, entry=Entry.MERGED_INTO, payload=payload, happened_at=now)
    record(
        survivor,
        actor=actor,
        entry=Entry.MERGED_FROM,
        payload={
            "merged": merged.pk,
            "number": merged.number,
            "received_at": to_text(survivor.received_at),
            "was_received_at": to_text(before),
            "contacts": contacts,
        }
        | watchers,
        happened_at=now,
    )
    return merged


def require_mergeable(actor: Actor, merged: Ticket, survivor: Ticket) -> None:
    """Raise what forbids the merge of the two, as they are now."""
    if merged.pk == survivor.pk:
        raise MergedWithItself
    policy.require(actor, "merge", merged)
    policy.require(actor, "merge", survivor)
    if merged.customer_id != survivor.customer_id:
        raise NotSameCustomer(number=survivor.number)
    require_unmerged(merged)
    require_unmerged(survivor)
    next_state(Step.MERGE, merged)
    if merged.tasks.filter(IS_OPEN).exists():
        raise TasksOpenAtMerge(number=merged.number)
    if merged.visits.filter(IS_OPEN).exists():
        raise VisitsOpenAtMerge(number=merged.number)
    if survivor.standing in ENDED:
        raise SurvivorClosed(number=survivor.number)


def _close(merged: Ticket, survivor: Ticket, now: datetime) -> dict[str, str]:
    """Close `merged`; answers what `undo_merge` needs: the state before and the instants of its own."""
    instants = {name: to_text(at) for name in OF_ONE_STATE if (at := getattr(merged, name))}
    was = change_state(merged, Step.MERGE, closed_at=to_second(now))
    merged.merged_into = survivor
    merged.save(update_fields=["merged_into"])
    return {"was": was.value} | instants


def _take_in(survivor: Ticket, merged: Ticket) -> None:
    starts = [at for at in (survivor.service_started_at, merged.service_started_at) if at]
    survivor.received_at = min(survivor.received_at, merged.received_at)
    survivor.service_started_at = min(starts, default=None)
    survivor.save(update_fields=["received_at", "service_started_at"])


def _contacts_of(merged: Ticket) -> list[dict[str, Any]]:
    """Every *contact* on the ticket and on those merged into it before: its instant, ticket and number."""
    effective = {"two_way": True, "need_confirmed": True, "priority_confirmed": True}
    rows = LogEntry.objects.filter(
        ticket__in=family_of(merged), entry=Entry.CONTACTED, payload__contains=effective
    ).order_by("happened_at", "pk")
    return [{"at": to_text(row.happened_at), "entry": row.number, "ticket": row.ticket_id} for row in rows]
