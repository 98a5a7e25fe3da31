"""A ticket in a list: what its line says, and how it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from core.drawn import drawn
from core.templatetags.desk_ui import at, avatar, countdown, mini_rail, priority
from sla.selectors.promises import PromiseView
from tickets.choices import BulkStep, State
from tickets.models import Ticket
from tickets.required import missing_facts


@dataclass(frozen=True, slots=True)
class Row:
    """A ticket of the list with the promise that is due next, or None when none runs.

    `steps`: what the reader may do with it together with others. `whence`: what its link carries along.
    """

    ticket: Ticket
    promise: PromiseView | None
    steps: Sequence[BulkStep] = ()
    is_picked: bool = False
    age: int = 0  # seconds
    whence: str = ""

    @property
    def lacks_facts(self) -> bool:
        """Something about the thing is not known yet (A3.1)."""
        return self.ticket.closed_at is None and bool(missing_facts(self.ticket))

    @property
    def _due(self) -> PromiseView | None:
        """The promise that can be late already."""
        return self.promise if self.promise and self.promise.tone != "pending" else None

    @property
    def pick(self) -> SafeString:
        """The box that chooses it, one of several."""
        ticket = self.ticket
        return drawn(
            "desk/queue/pick.html",
            number=ticket.number,
            last_number=ticket.last_number,
            title=ticket.title,
            branch=ticket.branch_id,
            steps=" ".join(self.steps),
            is_picked=self.is_picked,
        )

    @property
    def card(self) -> SafeString:
        """All of it on two lines: whose matter, what is due, whose turn."""
        ticket, due = self.ticket, self._due
        return drawn(
            "desk/queue/row.html",
            number=ticket.number,
            short_number=ticket.number.rpartition("-")[2],  # what tells tickets apart
            whence=self.whence,
            priority=priority(ticket.handling_priority, bare=True),
            raised_from=ticket.get_priority_display() if ticket.is_raised else "",
            title=ticket.title,
            is_unread=ticket.state == State.REGISTERED,
            standing=str(ticket.standing.label),
            owner=ticket.owner.name,
            initials=avatar(ticket.owner),
            is_off_duty=not ticket.owner.is_on_duty,
            customer=ticket.customer.name,
            is_verified=ticket.is_verified,
            lacks_facts=self.lacks_facts,
            countdown=countdown(due) if due else "",
            due=(str(due.short), at(due.due_at), mini_rail(due)) if due else (),
            resolved=at(ticket.resolved_at),
        )


def next_of(promises: Sequence[PromiseView]) -> PromiseView | None:
    """The promise a row speaks of: the first that still runs or rests."""
    return next(
        (promise for promise in promises if not promise.stopped_at and promise.state != "cancelled"), None
    )
