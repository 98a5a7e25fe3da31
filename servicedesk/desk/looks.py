"""The columns and the order of a queue: those its address names, else the reader's own."""

from typing import Any

from accounts.models import User
from core.actors import Actor
from servicedesk.desk.filters import QueueAddress
from servicedesk.desk.navigation import Navigation
from tickets.choices import Column, Sort
from tickets.looks import Look
from tickets.policies import view_policy

# What is ticked for whoever has not chosen any yet.
USUAL = (Column.DUE, Column.STATE, Column.OWNER, Column.CUSTOMER, Column.NUMBER)
FEW = 4  # columns that leave room for a ticket beside the list


def look_of(reader: User, address: QueueAddress) -> Look:
    return address.look or Look.of(reader.queue_look)


def columns_of(look: Look) -> tuple[tuple[Column, bool], ...]:
    """All there are, and whether each is shown: those that are come first, in their order."""
    shown = look.columns or USUAL
    return (*((column, True) for column in shown), *((one, False) for one in Column if one not in shown))


def look_page(actor: Actor, address: QueueAddress, look: Look, nav: Navigation, path: str) -> dict[str, Any]:
    """What the queue's table shows, and what can be chosen for it; `path`: where the choice is sent."""
    is_editable = nav.view is not None and view_policy.allows(actor, "edit", nav.view)
    return {
        "look": look,
        "is_few": len(look.columns) <= FEW,
        "columns": columns_of(look),
        "sorts": Sort,
        "look_url": address.at(path),
        "look_view": nav.view if is_editable else None,
    }
