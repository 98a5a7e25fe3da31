"""The ticket row is the only lock. Services and the sweep take it first; then nothing else needs one."""

from django.utils.translation import gettext_lazy as _

from core.errors import NotFound
from tickets.models import Ticket


class NoSuchTicket(NotFound):
    code = "no_such_ticket"
    message = _("This request does not exist, or you may not see it.")


def lock_ticket(ticket_id: int) -> Ticket:
    """The ticket, locked until the transaction ends; raises NoSuchTicket.

    `FOR NO KEY UPDATE` lets rows that only point to the ticket be inserted meanwhile.
    """
    rows = Ticket.objects.select_for_update(of=("self",), no_key=True).select_related(
        "customer", "owner", "branch__lead"
    )
    ticket = rows.filter(pk=ticket_id).first()
    if ticket is None:
        raise NoSuchTicket
    return ticket
