"""From the wish to see all requests of an address to the mail with the link.

Nothing leaves for an address that no request bears: the form must not become a way to write to strangers.
"""

import logging
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import EntryLink
from accounts.selectors.company import company
from accounts.services.entry_links import entry_token
from notifications.addresses import one_line
from notifications.backoff import next_attempt
from notifications.locks import claim_link
from notifications.mail.channel import send
from notifications.mail.failures import DeliveryError
from notifications.nudge import A_RUN
from notifications.services.delivery import Clock
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet

logger = logging.getLogger(__name__)

FOLDER = "notifications/entry_link"


def deliver_links(*, clock: Clock, batch: int = A_RUN) -> int:
    """Mail what is due, oldest first; returns how many left. Stops when the mail server is down."""
    accepted = 0
    for _attempt in range(batch):
        link = claim_link(now=clock())
        if link is None:
            break
        try:
            accepted += _deliver(link, clock)
        except DeliveryError as failure:
            logger.warning("entry link %s, attempt %s: %s", link.pk, link.attempts, failure.code)
            _settle(link, next_at=None if failure.is_permanent else next_attempt(link.attempts, clock()))
            if failure.is_server_down:
                break
    return accepted


def _deliver(link: EntryLink, clock: Clock) -> bool:
    """Whether a mail left; for an address without requests there is none."""
    if not TicketQuerySet(Ticket).of_address(link.email).exists():
        _settle(link, next_at=None)
        return False
    send(_mail(link))
    link.accepted_at = clock()
    _settle(link, next_at=None)
    return True


def _settle(link: EntryLink, *, next_at: datetime | None) -> None:
    link.next_attempt_at = next_at
    link.save(update_fields=["next_attempt_at", "accepted_at"])


def _mail(link: EntryLink) -> EmailMultiAlternatives:
    with translation.override(link.language):
        facts = {
            "url": settings.BASE_URL.rstrip("/") + reverse("portal:matters-open", args=[entry_token(link)]),
            "organisation": company().name,
            "recipient": link,
        }
        facts["subject"] = one_line(render_to_string(f"{FOLDER}/subject.txt", facts))
        mail = EmailMultiAlternatives(
            subject=str(facts["subject"]),
            body=render_to_string(f"{FOLDER}/body.txt", facts).strip() + "\n",
            to=[link.email],
            headers={
                "Auto-Submitted": "auto-generated",
                "X-Auto-Response-Suppress": "All",
                "Content-Language": link.language,
            },
        )
        mail.attach_alternative(render_to_string(f"{FOLDER}/body.html", facts), "text/html")
    return mail
