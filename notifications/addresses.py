"""Addresses in mails and links, made from the settings."""

from email.utils import formataddr, parseaddr
from functools import lru_cache

from django.conf import settings
from django.urls import reverse

from tickets.models import Ticket
from tickets.tracking import sender_token_for, token_for

# C0 and C1 controls and the separators that some software takes for line ends.
_BREAKS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029], " ")


def one_line(text: str) -> str:
    """`text` without line breaks or control characters, so that it can stand in a mail header."""
    return " ".join(text.translate(_BREAKS).split())


def mailbox(name: str, address: str) -> str:
    """`name <address>` for a header; the name cannot break out of it."""
    return formataddr((one_line(name), address))


def mail_domain() -> str:
    """The domain after the @ of our sender, for Message-ID and thread ids."""
    return _domain_of(settings.DEFAULT_FROM_EMAIL)


@lru_cache(maxsize=8)
def _domain_of(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"


def tracking_url(ticket: Ticket) -> str:
    """The customer's private page of `ticket`: where to answer. Opening it changes nothing."""
    return settings.BASE_URL.rstrip("/") + reverse("portal:track", args=[token_for(ticket)])


def sender_url(ticket: Ticket) -> str:
    """Where the customer confirms that he sent `ticket`; only his mail holds it."""
    return settings.BASE_URL.rstrip("/") + reverse("portal:confirm", args=[sender_token_for(ticket)])


def desk_url(ticket: Ticket, task: int | None = None) -> str:
    """The page of `ticket` for staff, or of a department's task on it: not all who work on one see both."""
    path = reverse("desk:ticket", args=[ticket.number])
    if task is not None:
        path = reverse("desk:task", args=[ticket.number, task])
    return settings.BASE_URL.rstrip("/") + path
