"""What tickets announce, and what the promises make of it. Synchronous, in the ticket's transaction."""

from datetime import datetime
from typing import Any

from core.actors import Actor
from sla.services.binding import bind
from sla.services.reacting import react
from sla.services.vetoes import check_step
from sla.services.waits import mind_waits
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket


def on_entry(sender: object, *, ticket: Ticket, entry: LogEntry, **_: Any) -> None:  # noqa: ARG001  # a receiver's face
    """An entry was written into the service log of a locked ticket."""
    mind_waits(ticket, entry)
    if entry.entry == Entry.RECEIVED:
        bind(ticket, entry)
    else:
        react(ticket, entry)


def on_step(
    sender: object,  # noqa: ARG001
    *,
    ticket: Ticket,
    step: str,
    actor: Actor,
    now: datetime,
    asked_by: int | None = None,
    reason: str = "",
    **_: Any,
) -> None:
    """A guarded step is about to be taken; raises the Conflict that forbids it."""
    check_step(ticket, step, actor=actor, now=now, asked_by=asked_by, reason=reason)
