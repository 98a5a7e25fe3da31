from datetime import datetime

from tickets.models import Ticket

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
    changed = [field for field, value in values.items() if getattr(ticket, field) != value]
    for field in changed:
        setattr(ticket, field, values[field])
    if changed:
        ticket.save(update_fields=changed)


def set_wait_end(ticket: Ticket, until: datetime) -> None:
    """Until when the locked ticket waits for the customer; for `sla` alone."""
    ticket.waiting_until = until
    ticket.save(update_fields=["waiting_until"])


def set_closable(ticket: Ticket, at: datetime) -> None:
    """From when on the locked ticket may be closed without an answer; for `sla` alone."""
    ticket.closable_at = at
    ticket.save(update_fields=["closable_at"])
