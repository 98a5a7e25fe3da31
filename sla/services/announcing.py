"""What the engine writes into the service log, under its own name."""

from datetime import datetime
from typing import Any

from core.actors import Actor
from core.moments import to_text
from sla.models import Clock
from sla.selectors.terms import terms_of
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.services.log import record

SYSTEM = Actor.system("sla")


def text_or_none(instant: datetime | None) -> str | None:
    return None if instant is None else to_text(instant)


def write(
    ticket: Ticket, entry: Entry, clock: Clock, *, happened_at: datetime, recorded_at: datetime, **facts: Any
) -> LogEntry:
    """One entry about one clock; its id, metric and clause always go with it."""
    terms = terms_of(clock.promise_id)
    return record(
        ticket,
        actor=SYSTEM,
        entry=entry,
        payload={"clock": clock.pk, "metric": terms.metric, "clause": terms.clause, **facts},
        happened_at=happened_at,
        recorded_at=recorded_at,
    )
