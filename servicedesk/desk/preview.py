from datetime import datetime
from typing import Any

from servicedesk.desk.timeline import SHAPES, line_of
from sla.selectors.promises import promises_of
from tickets.entries import CONVERSATION
from tickets.models import Ticket
from tickets.selectors.timeline import last_said

LATEST = 4
# What somebody said, rather than what happened.
WORDS = CONVERSATION & SHAPES.keys()


def preview_of(ticket: Ticket, *, now: datetime) -> dict[str, Any]:
    """Promises, facts and the latest words of one ticket."""
    return {
        "ticket": ticket,
        "promises": promises_of([ticket], now=now).get(ticket.pk, []),
        "latest": [line_of(entry) for entry in last_said(ticket, WORDS, most=LATEST)],
        "now": now,
    }
