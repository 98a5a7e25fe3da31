from collections.abc import Sequence
from datetime import datetime
from typing import Any

from servicedesk.desk.timeline import SHAPES, line_of
from sla.selectors.promises import PromiseView
from tickets.entries import CONVERSATION
from tickets.models import Ticket
from tickets.selectors.timeline import last_said

LATEST = 4
# What somebody said, rather than what happened.
WORDS = CONVERSATION & SHAPES.keys()


def preview_of(ticket: Ticket, promises: Sequence[PromiseView], *, now: datetime) -> dict[str, Any]:
    """Promises, facts and the latest words of one ticket."""
    return {
        "ticket": ticket,
        "promises": promises,
        "latest": [line_of(entry) for entry in last_said(ticket, WORDS, most=LATEST)],
        "now": now,
    }
