"""The one promise without a deadline: one person, until the customer confirms (A2.3)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from tickets.models import Ticket

TITLE = _("One person until you confirm")


@dataclass(frozen=True, slots=True)
class OwnerPromise:
    """Shaped like the other promises, so that the same parts draw it."""

    name: str
    started_at: datetime
    stopped_at: datetime | None
    now: datetime
    title: str | LazyText = TITLE
    late_seconds: int = 0
    due_at: datetime | None = None
    aims_at: datetime | None = None
    left_seconds: int | None = None
    pauses: tuple[()] = ()
    closed: tuple[()] = ()

    @property
    def tone(self) -> str:
        return "met" if self.stopped_at else "running"

    @property
    def state(self) -> str:
        return self.tone


def owner_promise(ticket: Ticket, now: datetime) -> OwnerPromise:
    """From registration, because there is an owner from the first second on."""
    return OwnerPromise(ticket.owner.name, ticket.registered_at, ticket.closed_at, now)
