"""Instants that a ticket carries for others to sort, colour and ask by; `sla` alone computes them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tickets.models import Ticket
from tickets.services.columns import write_columns

FIELDS = ("next_due_at", "next_due_metric", "next_risk_at", "is_paused")


def set_deadlines(
    ticket: Ticket,
    *,
    next_due_at: datetime | None,
    next_due_metric: str,
    next_risk_at: datetime | None,
    is_paused: bool,
) -> None:
    """Let the locked ticket carry its next deadline, for queues to sort and colour by; for `sla` alone."""
    values = dict(zip(FIELDS, (next_due_at, next_due_metric, next_risk_at, is_paused), strict=True))
    _set(ticket, values)


def set_wait_end(ticket: Ticket, until: datetime | None) -> None:
    """Let the locked ticket's wait for the customer end at `until`, when the owner must act."""
    _set(ticket, {"waiting_until": until})


def set_closable(ticket: Ticket, at: datetime | None) -> None:
    """Let the locked, solved ticket be closed without the customer's answer from `at` on."""
    _set(ticket, {"closable_at": at})


def _set(ticket: Ticket, values: Mapping[str, Any]) -> None:
    changed = [field for field, value in values.items() if getattr(ticket, field) != value]
    for field in changed:
        setattr(ticket, field, values[field])
    if changed:
        write_columns(ticket, *changed)
