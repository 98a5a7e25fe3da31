"""The customer's private link: the signed ticket id and the version of the link. Nothing is stored.

Raising `Ticket.link_version` revokes every link given out before.
"""

from django.core import signing

from tickets.locks import NoSuchTicket
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet

SALT = "tickets.tracking"


def token_for(ticket: Ticket) -> str:
    """The token of the present version of the link."""
    return signing.Signer(salt=SALT).sign_object([ticket.pk, ticket.link_version])


def ticket_for_token(token: str) -> Ticket:
    """The ticket the link leads to; raises NoSuchTicket when it is forged, damaged or revoked."""
    try:
        ticket_id, version = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise NoSuchTicket from error
    ticket = TicketQuerySet(Ticket).for_rows().filter(pk=ticket_id, link_version=version).first()
    if ticket is None:
        raise NoSuchTicket
    return ticket
