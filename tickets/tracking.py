"""The customer's private link: the signed ticket id and the version of the link. Nothing is stored.

Raising `Ticket.link_version` revokes every link given out before.
"""

from django.core import signing

from tickets.locks import NoSuchTicket
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet

SALT = "tickets.tracking"
# The page after sending shows the private link, so holding that proves no address: another link is mailed.
SENDER_SALT = "tickets.sender"


def token_for(ticket: Ticket) -> str:
    """The token of the present version of the link."""
    return _token(ticket, SALT)


def sender_token_for(ticket: Ticket) -> str:
    """The token that is mailed to the address of a request sent without a proof, and shown nowhere."""
    return _token(ticket, SENDER_SALT)


def ticket_for_token(token: str) -> Ticket:
    """The ticket the link leads to; raises NoSuchTicket when it is forged, damaged or revoked."""
    return _ticket(token, SALT)


def ticket_for_sender_token(token: str) -> Ticket:
    """The same for the token that was mailed."""
    return _ticket(token, SENDER_SALT)


def _token(ticket: Ticket, salt: str) -> str:
    return signing.Signer(salt=salt).sign_object([ticket.pk, ticket.link_version])


def _ticket(token: str, salt: str) -> Ticket:
    try:
        ticket_id, version = signing.Signer(salt=salt).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise NoSuchTicket from error
    ticket = TicketQuerySet(Ticket).for_rows().filter(pk=ticket_id, link_version=version).first()
    if ticket is None:
        raise NoSuchTicket
    return ticket
