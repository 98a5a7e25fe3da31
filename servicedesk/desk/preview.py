from datetime import datetime
from typing import Any

from servicedesk.desk.timeline import line_of
from sla.selectors.promises import promises_of
from tickets.models import Ticket
from tickets.selectors.timeline import timeline

LATEST = 4


def preview_of(ticket: Ticket, *, now: datetime) -> dict[str, Any]:
    """Promises, facts and the latest words of one ticket."""
    lines = [line_of(entry) for entry in timeline(ticket, audience="staff")]
    words = [line for line in lines if line.is_talk and not line.is_event]
    return {
        "ticket": ticket,
        "promises": promises_of([ticket], now=now).get(ticket.pk, []),
        "latest": words[: -LATEST - 1 : -1],
        "now": now,
    }
