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
