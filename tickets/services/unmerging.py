"""Taking a merge back (semantics, section 3, Merge)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min, Q
from django.utils.translation import gettext_lazy as _

from core.actors import Actor, ActorKind
from core.errors import Conflict
from core.moments import from_text, to_text
from tickets.choices import State
from tickets.entries import Entry
from tickets.locks import NoSuchTicket, lock_tickets
from tickets.models import LogEntry, Ticket
from tickets.policies import policy
from tickets.services.log import record
from tickets.services.steps import OF_ONE_STATE
from tickets.services.watching import add_watchers
from tickets.states import PAUSING, Step, next_state

UNDOABLE_FOR = timedelta(hours=24)


class NotMerged(Conflict):
    code = "not_merged"
    message = _("This request is not merged into another one. Reload to see what changed.")


class TooLateToUndo(Conflict):
    code = "too_late_to_undo"
    message = _(
        "A merge can be undone for 24 hours; this one could be until {until}. Register a new request."
    )


class SurvivorMerged(Conflict):
    code = "survivor_merged"
    message = _("{number} has itself been merged since. Undo that merge first.")


@transaction.atomic
def undo_merge(*, actor: Actor, ticket_id: int, now: datetime) -> Ticket:
    """Separate a merged ticket from its survivor again, by a lead within 24 hours; answers the former.

    It goes back to the state it had, with the wait or appointment it had; if that is over by now, or the
    customer has written since, which answers a question, it is in progress. What the survivor took over
    (`received_at`, start of service) becomes what it is without this merge; other merges keep their part.
    Raises NoSuchTicket, NotAllowed, NotMerged, SurvivorMerged, TooLateToUndo.
    """
    merged, survivor = _lock_both(ticket_id)
    policy.require(actor, "undo_merge", merged)
    policy.require(actor, "undo_merge", survivor)
    into, taken = _entries_of(merged, survivor)
    _require_undoable(survivor, into, now)
    _restore(merged, into, has_answered=_has_answered(survivor, taken), now=now)
    _give_back(survivor)
    survivor.watchers.filter(user__in=taken.payload.get("new_watchers", [])).delete()
    add_watchers(merged, into.payload.get("watchers", []))
    facts = {"other": survivor.pk, "number": survivor.number, "undoes": into.number, "state": merged.state}
    record(merged, actor=actor, entry=Entry.MERGE_UNDONE, payload=facts, happened_at=now)
    facts = {"other": merged.pk, "number": merged.number, "undoes": taken.number}
    facts["received_at"] = to_text(survivor.received_at)
    record(survivor, actor=actor, entry=Entry.MERGE_UNDONE, payload=facts, happened_at=now)
    return merged


def undoable_until(actor: Actor, ticket: Ticket, now: datetime) -> datetime | None:
    """Until when `actor` may take the merge of `ticket` back; None when he may not, or no longer."""
    if ticket.merged_into_id is None or ticket.closed_at is None:
        return None
    until = ticket.closed_at + UNDOABLE_FOR
    return until if now <= until and policy.allows(actor, "undo_merge", ticket) else None


def _lock_both(ticket_id: int) -> tuple[Ticket, Ticket]:
    """The merged ticket and its survivor; who the survivor is can only be trusted under the lock."""
    seen = Ticket.objects.filter(pk=ticket_id).values_list("merged_into_id", flat=True)
    if not seen:
        raise NoSuchTicket
    into_id = seen[0]
    if into_id is None:
        raise NotMerged
    locked = lock_tickets([ticket_id, into_id])
    merged = locked[ticket_id]
    if merged.merged_into_id != into_id:
        raise NotMerged
    return merged, locked[into_id]


def _entries_of(merged: Ticket, survivor: Ticket) -> tuple[LogEntry, LogEntry]:
    """The two entries of the merge that holds now, one in each log."""
    into = merged.log.filter(entry=Entry.MERGED_INTO, payload__into=survivor.pk).latest("number")
    taken = survivor.log.filter(entry=Entry.MERGED_FROM, payload__merged=merged.pk).latest("number")
    return into, taken


def _require_undoable(survivor: Ticket, into: LogEntry, now: datetime) -> None:
    if survivor.merged_into_id is not None:
        raise SurvivorMerged(number=survivor.number)
    until = into.happened_at + UNDOABLE_FOR
    if now > until:
        raise TooLateToUndo(until=until)


def _has_answered(survivor: Ticket, taken: LogEntry) -> bool:
    words = survivor.log.filter(number__gt=taken.number, actor_kind=ActorKind.CUSTOMER)
    return words.exists()


def _restore(merged: Ticket, into: LogEntry, *, has_answered: bool, now: datetime) -> None:
    """Open `merged` again as it was, as far as that still makes sense."""
    target = next_state(Step.SPLIT, merged)
    was = State(into.payload["was"])
    instants = {name: from_text(into.payload[name]) for name in OF_ONE_STATE if name in into.payload}
    ends = [instants[name] for name in ("waiting_until", "appointment_at") if name in instants]
    is_over = any(end <= now for end in ends) or (was == State.WAITING_CUSTOMER and has_answered)
    if was not in PAUSING or not is_over:
        target = was
    merged.state, merged.closed_at, merged.merged_into = target, None, None
    for name in OF_ONE_STATE:
        setattr(merged, name, instants.get(name) if target == was else None)
    merged.save(update_fields=["state", "closed_at", "merged_into", *OF_ONE_STATE])


def _give_back(survivor: Ticket) -> None:
    """Received and served since when: from the survivor's own log and what is still merged into it."""
    own = survivor.log.filter(entry=Entry.RECEIVED).aggregate(at=Min("happened_at"))["at"]
    begins = Q(entry=Entry.CONTACTED, payload__two_way=True) | Q(entry=Entry.VISIT_ARRIVED)
    served = survivor.log.filter(begins).aggregate(at=Min("happened_at"))
    others = survivor.merged_tickets.aggregate(received=Min("received_at"), served=Min("service_started_at"))
    survivor.received_at = min(at for at in (own, others["received"]) if at)
    survivor.service_started_at = min((at for at in (served["at"], others["served"]) if at), default=None)
    survivor.save(update_fields=["received_at", "service_started_at"])
