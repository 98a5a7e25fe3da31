"""Keeping what somebody is writing: through a reload, a crash, and into another browser."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from core.actors import Actor
from tickets.locks import NoSuchTicket
from tickets.models import Draft, Ticket
from tickets.policies import policy

MOST_LETTERS = 40_000  # of one draft; more than any form takes


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a form: which kind of entry, its fields by name, and when its window was opened.

    `moved_from`: the kind of entry that the words were first typed for.
    """

    step: str
    values: Mapping[str, Any]
    opened_at: datetime
    moved_from: str = ""


@transaction.atomic
def keep_draft(*, actor: Actor, ticket_id: int, typed: Typed, now: datetime) -> bool:
    """Keep it for its writer; empty values leave nothing to restore. Raises NoSuchTicket.

    Of two windows the last word typed is kept: True says that the other one's was there. What comes after
    the entry was sent, on its way while it was, is not kept.
    """
    _require(actor, ticket_id)
    if len(str(typed.values)) > MOST_LETTERS:
        return False
    facts = {"values": dict(typed.values), "opened_at": typed.opened_at, "saved_at": now, "is_over": False}
    rows = Draft.objects.select_for_update(no_key=True)
    draft, is_new = rows.get_or_create(
        person_id=actor.pk, ticket_id=ticket_id, step=typed.step, defaults=facts
    )
    is_same = draft.opened_at == typed.opened_at
    if draft.is_over and is_same:
        return False
    is_elsewhere = bool(draft.values) and not is_same and draft.saved_at > typed.opened_at
    if not is_new:
        Draft.objects.filter(pk=draft.pk).update(**facts)
    if typed.moved_from:
        _of(actor, ticket_id, {typed.moved_from} - {typed.step}).delete()
    return is_elsewhere


@transaction.atomic
def end_draft(*, actor: Actor, ticket_id: int, typed: Typed, now: datetime) -> None:
    """It was sent, or is thrown away: nothing of it is restored. Raises NoSuchTicket."""
    _require(actor, ticket_id)
    facts = {"values": {}, "opened_at": typed.opened_at, "saved_at": now, "is_over": True}
    Draft.objects.update_or_create(person_id=actor.pk, ticket_id=ticket_id, step=typed.step, defaults=facts)
    _of(actor, ticket_id, {typed.moved_from} - {typed.step}).delete()


def _require(actor: Actor, ticket_id: int) -> None:
    ticket = Ticket.objects.filter(pk=ticket_id).first()
    if ticket is None or not actor.is_staff or not policy.allows(actor, "view_internal", ticket):
        raise NoSuchTicket


def _of(actor: Actor, ticket_id: int, steps: Collection[str]) -> Any:
    return Draft.objects.filter(person=actor.pk, ticket=ticket_id, step__in=steps)
