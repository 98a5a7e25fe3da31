from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.actors import Actor
from core.errors import BadInput
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.policies import policy
from tickets.services.log import record
from tickets.services.naming import staff_who_may
from tickets.services.steps import open_for

DISPATCH = Actor.system("dispatch")


class OwnerCannotWork(BadInput):
    code = "owner_cannot_work"
    message = _("This person cannot work on this request. Choose somebody of its branch.")


@transaction.atomic
def assign_ticket(
    *, actor: Actor, ticket_id: int, owner_id: int, note: str = "", now: datetime, rule: str = "by_hand"
) -> Ticket:
    """Make this member of staff the one responsible person (A2.3); no customer reads the note to him.

    Raises NotAllowed, OwnerCannotWork.
    """
    ticket = open_for(actor, "assign", ticket_id)
    refusal = OwnerCannotWork.at("owner")
    owner = staff_who_may(policy, "work", ticket, person_id=owner_id, otherwise=refusal)
    if ticket.owner_id == owner.pk:
        return ticket  # repeated clicks and retried requests are not history
    name_owner(ticket, actor=actor, owner=owner, how={"rule": rule}, note=note, happened_at=now)
    return ticket


def hand_to_lead(ticket: Ticket, *, actor: Actor, happened_at: datetime, recorded_at: datetime) -> None:
    """Make the branch's lead the owner of the locked ticket, for a ladder; silent without one.

    A complaint stays with management (D3.4).
    """
    lead = ticket.branch.lead
    if ticket.is_complaint or lead is None or not lead.is_active or ticket.owner_id == lead.pk:
        return
    name_owner(
        ticket,
        actor=actor,
        owner=lead,
        how={"rule": "ladder"},
        happened_at=happened_at,
        recorded_at=recorded_at,
    )


def name_owner(
    ticket: Ticket,
    *,
    actor: Actor,
    owner: User,
    how: Mapping[str, Any],
    note: str = "",
    happened_at: datetime,
    recorded_at: datetime | None = None,
) -> None:
    """Write the new owner of the locked ticket and its entry; `how` says by which rule."""
    was, ticket.owner = ticket.owner_id, owner
    ticket.save(update_fields=["owner"])
    record_owner(
        ticket, actor=actor, was=was, how=how, note=note, happened_at=happened_at, recorded_at=recorded_at
    )


def record_owner(
    ticket: Ticket,
    *,
    actor: Actor,
    was: int | None,
    how: Mapping[str, Any],
    note: str = "",
    happened_at: datetime,
    recorded_at: datetime | None = None,
) -> None:
    """The entry that names the owner the ticket has; `was`: the one before, None for the first."""
    owner = ticket.owner
    record(
        ticket,
        actor=actor,
        entry=Entry.OWNER_NAMED,
        payload={"was": was, "now_is": owner.pk, "is_off_duty": not owner.is_on_duty, **how},
        text=note.strip(),
        happened_at=happened_at,
        recorded_at=recorded_at,
    )
