"""The requests of a verified e-mail address, whichever customer's row each was entered under."""

from tickets.choices import State
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet


def open_of(email: str) -> TicketQuerySet:
    """What is not closed, next deadline first."""
    return _rows_of(email).not_closed().by_deadline()


def closed_of(email: str) -> TicketQuerySet:
    """What is over, newest first."""
    return _rows_of(email).filter(state=State.CLOSED).order_by("-closed_at", "-pk")


def _rows_of(email: str) -> TicketQuerySet:
    return TicketQuerySet(Ticket).of_address(email).for_rows().select_related("merged_into")
