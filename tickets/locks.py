"""The ticket row is the only lock. Services and the sweep take it first; then nothing else needs one."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from core.errors import NotFound
from tickets.models import Ticket


class NoSuchTicket(NotFound):
    code = "no_such_ticket"
    message = _("This request does not exist, or you may not see it.")


class NoSuchTask(NotFound):
    code = "no_such_task"
    message = _("This request has no such task, or you may not see it.")


class NoSuchVisit(NotFound):
    code = "no_such_visit"
    message = _("This request has no such visit, or you may not see it.")


def lock_ticket(ticket_id: int) -> Ticket:
    """The ticket, locked until the transaction ends; raises NoSuchTicket.

    `FOR NO KEY UPDATE` lets rows that only point to the ticket be inserted meanwhile.
    """
    return lock_tickets([ticket_id])[ticket_id]


def lock_tickets(ticket_ids: Iterable[int]) -> dict[int, Ticket]:
    """Several tickets by id, locked in the order of their ids; raises NoSuchTicket when one is missing.

    Everybody who needs more than one takes them in this order, so that no two wait for each other.
    """
    wanted = set(ticket_ids)
    locked = _lock(wanted)
    if len(locked) < len(wanted):
        # A row that got another owner while we waited for it drops out of a read that joins the old one.
        # Now it is locked, so a second look finds it as it is.
        locked = _lock(wanted)
    if len(locked) < len(wanted):
        raise NoSuchTicket
    return locked


def lock_more(ticket_ids: Iterable[int]) -> dict[int, Ticket]:
    """Of these tickets those that nobody else holds: it waits for no one, so it may come after others."""
    wanted = set(ticket_ids)
    return _lock(wanted, skip_locked=True) if wanted else {}


def _lock(ticket_ids: set[int], *, skip_locked: bool = False) -> dict[int, Ticket]:
    rows = Ticket.objects.select_for_update(of=("self",), no_key=True, skip_locked=skip_locked)
    rows = rows.select_related("customer", "owner", "branch__lead")
    return {ticket.pk: ticket for ticket in rows.filter(pk__in=ticket_ids).order_by("pk")}
