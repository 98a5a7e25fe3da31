"""Who reads a message: name, address, language and zone, as they are at delivery."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings

from accounts.selectors.company import company
from notifications.addresses import one_line
from notifications.kinds import Kind
from notifications.models import Message
from tickets.models import Ticket
from tickets.services.watching import may_watch

LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Recipient:
    name: str
    address: str
    language: str
    zone: ZoneInfo


def recipient_of(message: Message) -> Recipient:
    """The recipient of `message`."""
    if message.user is None:
        return customer_of(message.ticket)
    branch = message.user.branch or message.ticket.branch
    return _recipient(message.user.name, message.user.email, message.user.language, branch.zone)


def may_still_read(message: Message) -> bool:
    """Nobody whose account has ended is written to; the words of a note are for who still sees the ticket."""
    if (person := message.user) is None:
        return True
    is_concerned = message.kind != Kind.MENTIONED or may_watch(person, message.ticket)
    return person.is_active and is_concerned


def customer_of(ticket: Ticket) -> Recipient:
    """The customer as a reader; what is unknown of him is taken from the ticket's branch."""
    customer, home = ticket.customer, ticket.branch
    return _recipient(customer.name, customer.email, customer.language, customer.zone or home.zone)


def _recipient(name: str, address: str, language: str, zone: str) -> Recipient:
    return Recipient(
        name=one_line(name),
        address=address,
        language=language if language in LANGUAGES else company().language,
        zone=_zone(zone),
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):  # browsers report zones that this machine may not know
        return ZoneInfo(company().zone)
