"""Listens to the service log, in the transaction of the event: a rollback takes the messages with it."""

from collections.abc import Iterable
from typing import Any

from accounts.models import Role
from core.actors import Actor
from notifications.kinds import AlertKind, Kind
from notifications.routing import (
    ALERTS_TOLD,
    FOR_OTHERS_TOLD,
    FOR_STAFF_TOLD,
    FOR_WATCHERS,
    customer_kind,
    owner_alert,
)
from notifications.services.alerts import alert_staff
from notifications.services.calls import deliver_calls_by_contact
from notifications.services.queueing import tell_customer, tell_staff
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.policies import policy
from tickets.selectors.told import holders
from tickets.services.watching import told_watchers


def on_entry(*, ticket: Ticket, entry: LogEntry, actor: Actor, **_kwargs: Any) -> None:
    """Queue what the entry makes people be told of."""
    if kind := customer_kind(ticket, entry):
        tell_customer(ticket, kind=kind, entry=entry)
    if staff_kind := FOR_STAFF_TOLD.get(entry.entry):
        tell_staff(ticket, kind=staff_kind, entry=entry, user_ids=entry.payload.get("told", []))
    if mentioned := entry.payload.get("mentions"):
        tell_staff(ticket, kind=Kind.MENTIONED, entry=entry, user_ids=mentioned)
    _tell_of_task(ticket, entry, actor)
    if entry.entry == Entry.OWNER_NAMED:
        tell_staff(ticket, kind=Kind.ASSIGNED, entry=entry, user_ids=_others(actor, entry.payload["now_is"]))
    if alert := owner_alert(entry):
        alert_staff(ticket, kind=alert, entry=entry, user_ids=_others(actor, ticket.owner_id))
    if watched := FOR_WATCHERS.get(entry.entry):
        watching = told_watchers(ticket, now=entry.recorded_at)
        alert_staff(ticket, kind=watched, entry=entry, user_ids=_all_others(actor, watching))
    _ask_for_decisions(ticket, entry, actor)
    if entry.entry == Entry.CONTACTED:
        deliver_calls_by_contact(ticket, entry=entry, actor=actor)


def _tell_of_task(ticket: Ticket, entry: LogEntry, actor: Actor) -> None:
    """The one who is to do it, or those who wait for it (A3.4)."""
    kind, alert = FOR_OTHERS_TOLD.get(entry.entry), ALERTS_TOLD.get(entry.entry)
    if kind is None and alert is None:
        return
    others = _all_others(actor, entry.payload["told"])
    if kind:
        tell_staff(ticket, kind=kind, entry=entry, user_ids=others)
    if alert:
        alert_staff(ticket, kind=alert, entry=entry, user_ids=others)


def _ask_for_decisions(ticket: Ticket, entry: LogEntry, actor: Actor) -> None:
    if entry.entry == Entry.COMPLEXITY_ASKED:
        alert_staff(ticket, kind=AlertKind.DECISION_ASKED, entry=entry, user_ids=_deciders(ticket, actor))
    if entry.entry == Entry.PROMISE_MET and entry.payload.get("contested"):
        alert_staff(ticket, kind=AlertKind.CONTESTED, entry=entry, user_ids=_judges(ticket, actor))


def _deciders(ticket: Ticket, asker: Actor) -> list[int]:
    """The branch's lead; whoever asks himself is decided on by the branch's manager."""
    for role in (Role.LEAD, Role.BRANCH_MANAGER):
        people = holders(role, ticket)
        ids = _all_others(asker, [person.pk for person in people])
        if ids:
            return ids
    return []


def _judges(ticket: Ticket, actor: Actor) -> list[int]:
    """Those who may decide about an entry of the ledger: management, and the manager of the branch."""
    roles = (Role.BRANCH_MANAGER, Role.MANAGEMENT)
    people = [p for role in roles for p in holders(role, ticket)]
    return _all_others(actor, [p.pk for p in people if policy.allows(Actor.user(p), "decide", ticket)])


def _all_others(actor: Actor, user_ids: Iterable[int]) -> list[int]:
    return [pk for user_id in user_ids for pk in _others(actor, user_id)]


def _others(actor: Actor, user_id: int) -> list[int]:
    """`user_id`, unless that is who acts: nobody is told what he did himself."""
    return [] if actor.is_staff and actor.pk == user_id else [user_id]
