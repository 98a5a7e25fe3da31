"""Who watches a ticket: told in the page of what the customer says and of changes of state."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.actors import Actor
from core.errors import BadInput
from tickets.entries import Entry
from tickets.models import Ticket, Watcher
from tickets.policies import policy
from tickets.services.log import record
from tickets.services.steps import open_for

WATCHING = Actor.system("watching")


class WatcherCannotSee(BadInput):
    code = "watcher_cannot_see"
    message = _("This person cannot see the request. Choose somebody who can.")


@transaction.atomic
def watch_ticket(*, actor: Actor, ticket_id: int, user_id: int, now: datetime) -> Ticket:
    """Let oneself or a colleague watch the ticket. Raises NotAllowed, WatcherCannotSee."""
    ticket = open_for(actor, "watch", ticket_id)
    user = User.objects.filter(pk=user_id).first()
    if user is None or not may_watch(user, ticket):
        raise WatcherCannotSee(fields={"user": [str(WatcherCannotSee.message)]})
    if Watcher.objects.get_or_create(ticket=ticket, user=user)[1]:
        _note(ticket, actor, user_id, watches=True, cause="by_hand", now=now)
    return ticket


@transaction.atomic
def unwatch_ticket(*, actor: Actor, ticket_id: int, user_id: int, now: datetime) -> Ticket:
    """End it; silent for somebody who does not watch. Raises NotAllowed."""
    ticket = open_for(actor, "watch", ticket_id)
    if Watcher.objects.filter(ticket=ticket, user_id=user_id).delete()[0]:
        _note(ticket, actor, user_id, watches=False, cause="by_hand", now=now)
    return ticket


def told_watchers(ticket: Ticket, *, now: datetime) -> list[int]:
    """Who of the locked ticket's watchers is told; whoever has lost sight of it no longer watches."""
    told = []
    for watcher in ticket.watchers.select_related("user").order_by("pk"):
        if may_watch(watcher.user, ticket):
            told.append(watcher.user_id)
        else:
            watcher.delete()
            _note(ticket, WATCHING, watcher.user_id, watches=False, cause="lost_sight", now=now)
    return told


def may_watch(user: User, ticket: Ticket) -> bool:
    return user.is_active and policy.allows(Actor.user(user), "view_internal", ticket)


def move_watchers(ticket: Ticket, into: Ticket) -> dict[str, list[int]]:
    """For a merge: who watched `ticket` watches `into`; answers who did, and who is new there."""
    were = list(ticket.watchers.order_by("user_id").values_list("user_id", flat=True))
    there = set(into.watchers.values_list("user_id", flat=True))
    new = [pk for pk in were if pk not in there]
    ticket.watchers.all().delete()
    add_watchers(into, new)
    return {"watchers": were, "new_watchers": new} if were else {}


def add_watchers(ticket: Ticket, user_ids: Iterable[int]) -> None:
    """Of the locked ticket, without an entry of their own: the merge's says who."""
    rows = [Watcher(ticket=ticket, user_id=pk) for pk in user_ids]
    Watcher.objects.bulk_create(rows, ignore_conflicts=True)


def _note(ticket: Ticket, actor: Actor, user_id: int, *, watches: bool, cause: str, now: datetime) -> None:
    facts = {"user": user_id, "watches": watches, "cause": cause}
    record(ticket, actor=actor, entry=Entry.WATCHED, payload=facts, happened_at=now)
