"""What tickets announce, and what the promises make of it. Synchronous, in the ticket's transaction."""

from datetime import datetime
from typing import Any

from core.actors import Actor
from sla.services.reacting import react
from sla.services.starting import bind_and_start
from sla.services.vetoes import check_step
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket


def on_entry(sender: object, *, ticket: Ticket, entry: LogEntry, **_: Any) -> None:  # noqa: ARG001  # a receiver's face
    """An entry was written into the service log of a locked ticket."""
    if entry.entry == Entry.RECEIVED:
        bind_and_start(ticket, entry)
    else:
        react(ticket, entry)


def on_step(sender: object, *, ticket: Ticket, step: str, actor: Actor, now: datetime, **_: Any) -> None:  # noqa: ARG001
    """A guarded step is about to be taken; raises the Conflict that forbids it."""
    check_step(ticket, step, actor=actor, now=now)
