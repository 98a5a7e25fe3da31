"""One step on several tickets of the queue, and taking it back: each by its own service, by itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import BadInput, Conflict, DomainError, NotAllowed, NotFound
from tickets.choices import BulkStep
from tickets.locks import lock_ticket
from tickets.models import BulkAct, BulkItem
from tickets.selectors.bulk import UNDO_FOR, acts_of
from tickets.selectors.tickets import visible_tickets
from tickets.services.bulk_steps import WAYS, Base
from tickets.services.meanwhile import ChangedMeanwhile, as_seen

MOST = 100  # tickets of one act


class NothingChosen(BadInput):
    code = "nothing_chosen"
    message = _("Choose at least one request in the list.")


class TooManyChosen(BadInput):
    code = "too_many_chosen"
    message = _("At most {most} requests at once. Choose fewer.")


class ChangedSinceShown(Conflict):
    code = "changed_since_shown"
    message = _("Somebody else changed it after the list was shown. Look at it, then decide.")


class ChangedSinceDone(Conflict):
    code = "changed_since_done"
    message = _("It was changed since; it stays as it is now.")


class NoSuchAct(NotFound):
    code = "no_such_act"
    message = _("This can no longer be taken back. Change the requests one by one.")


@dataclass(frozen=True, slots=True)
class Picked:
    """A ticket as it stood in the list; `version`: the number of its last log entry there."""

    number: str
    version: int | None


@dataclass(slots=True)
class Outcome:
    """What became of each ticket, by number: changed, so already, or not done and why.

    `act`: what can be taken back of it, if anything.
    """

    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[tuple[str, DomainError]] = field(default_factory=list)
    act: BulkAct | None = None

    def note(self, number: str, work: Callable[[], bool]) -> None:
        """Do `work`, which says whether it changed something, and keep what came of it."""
        try:
            (self.changed if work() else self.unchanged).append(number)
        except ChangedMeanwhile:
            self.refused.append((number, ChangedSinceShown()))
        except DomainError as error:
            self.refused.append((number, error))


def act_on_several(
    *, actor: Actor, picked: Sequence[Picked], step: BulkStep, value: str = "", now: datetime
) -> Outcome:
    """Take the step on each of them; a refused one, which the answer names, stops none of the others.

    `value`: the new owner's id, the priority, the words of the note. Raises NotAllowed for whoever is not
    staff, NothingChosen, TooManyChosen.
    """
    if not actor.is_staff:
        raise NotAllowed(permission="act_on_several")
    if not picked:
        raise NothingChosen.at("ticket")
    if len(picked) > MOST:
        raise TooManyChosen.at("ticket", most=MOST)
    act = _begin(actor, step, value, now)
    outcome = Outcome(act=act)
    rows = visible_tickets(actor).filter(number__in=[one.number for one in picked])
    found = dict(rows.values_list("number", "pk"))
    for one in sorted({one.number: one for one in picked}.values(), key=lambda one: found.get(one.number, 0)):
        base = {"actor": actor, "ticket_id": found.get(one.number, 0), "now": now}
        outcome.note(one.number, partial(_take, act, base, step, value, one.version))
    if act is not None and not outcome.changed:
        act.delete()
        outcome.act = None
    return outcome


def undo_act(*, actor: Actor, act_id: int, now: datetime) -> Outcome:
    """Take it back on every ticket on which nothing else was done since; the others are named.

    Each by its service, with an entry of its own. Done twice, also at the same time, it happens once.
    Raises NoSuchAct when it is somebody else's or too long ago.
    """
    act = acts_of(actor, now=now).filter(pk=act_id).first()
    if act is None:
        raise NoSuchAct
    outcome = Outcome()
    for item in act.items.filter(is_undone=False).select_related("ticket").order_by("ticket"):
        base = {"actor": actor, "ticket_id": item.ticket_id, "now": now}
        outcome.note(item.ticket.number, partial(_undo, item, base, BulkStep(act.step)))
    return outcome


def _begin(actor: Actor, step: BulkStep, value: str, now: datetime) -> BulkAct | None:
    """A record of what can be taken back; those that nobody can take back any more go."""
    BulkAct.objects.filter(made_at__lt=now - 2 * UNDO_FOR).delete()
    if WAYS[step].undo is None:
        return None
    return BulkAct.objects.create(person_id=actor.pk or 0, step=step, value=value, made_at=now)


def _take(act: BulkAct | None, base: Base, step: BulkStep, value: str, version: int | None) -> bool:
    way, ticket_id = WAYS[step], base["ticket_id"]
    seen = version if way.is_exclusive else None
    with as_seen(actor=base["actor"], ticket_id=ticket_id, version=seen):
        before = lock_ticket(ticket_id)
        after = way.take(base, value).last_number
        is_changed = after != before.last_number
        if act is not None and is_changed:
            BulkItem.objects.create(act=act, ticket=before, version=after, was=dict(way.was(before)))
    return is_changed


@transaction.atomic
def _undo(item: BulkItem, base: Base, step: BulkStep) -> bool:
    way = WAYS[step]
    ticket = lock_ticket(item.ticket_id)
    if way.undo is None or not BulkItem.objects.filter(pk=item.pk, is_undone=False).update(is_undone=True):
        return False  # of two who take it back at once, the ticket's lock lets one do it
    if ticket.log.filter(way.spoils(base["actor"]), number__gt=item.version).exists():
        raise ChangedSinceDone
    return way.undo(base, item.was).last_number != ticket.last_number
