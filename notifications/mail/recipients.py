"""Who reads a message: name, address, language and zone, as they are at delivery."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings

from notifications.addresses import one_line
from notifications.models import Message

LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Recipient:
    name: str
    address: str
    language: str
    zone: ZoneInfo


def recipient_of(message: Message) -> Recipient:
    """The recipient of `message`; what is unknown of a customer is taken from the ticket's branch."""
    home = message.ticket.branch
    if message.user is not None:
        branch = message.user.branch or home
        return _recipient(message.user.name, message.user.email, message.user.language, branch.zone)
    customer = message.ticket.customer
    return _recipient(customer.name, customer.email, customer.language, customer.zone or home.zone)


def _recipient(name: str, address: str, language: str, zone: str) -> Recipient:
    return Recipient(
        name=one_line(name),
        address=address,
        language=language if language in LANGUAGES else settings.LANGUAGE_CODE,
        zone=_zone(zone),
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):  # browsers report zones that this machine may not know
        return ZoneInfo(settings.TIME_ZONE)
