"""From a row of the outbox to a mail, in the words of the recipient's language."""

import logging
import re
from datetime import datetime

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from notifications.addresses import mail_domain, mailbox, one_line
from notifications.mail.facts import facts_of
from notifications.mail.failures import DeliveryError
from notifications.mail.recipients import Recipient, may_still_read, recipient_of
from notifications.models import Message

logger = logging.getLogger(__name__)

BLANK_LINES = re.compile(r"\n{3,}")


def compose(message: Message, *, now: datetime) -> EmailMultiAlternatives:
    """The mail for `message`, text and HTML; notes on the row which language it is in.

    Raises DeliveryError: for good when there is no address or it is no longer for him, passing when
    rendering fails, because a mistake in a template will be mended and must not hold up the others.
    """
    if not may_still_read(message):
        raise DeliveryError("not_for_him_now", is_permanent=True)
    recipient = recipient_of(message)
    if not recipient.address:
        raise DeliveryError("no_address", is_permanent=True)
    message.language = recipient.language
    try:
        with translation.override(recipient.language), timezone.override(recipient.zone):
            return _render(message, recipient, now)
    except Exception as error:  # whatever a template or its facts may raise
        logger.exception("message %s could not be rendered", message.pk)
        raise DeliveryError("not_rendered") from error


def _render(message: Message, recipient: Recipient, now: datetime) -> EmailMultiAlternatives:
    folder = f"notifications/{message.kind}"
    facts = facts_of(message, recipient, now=now)
    facts["subject"] = one_line(render_to_string(f"{folder}/subject.txt", facts))
    mail = EmailMultiAlternatives(
        subject=facts["subject"],
        body=_tidy(render_to_string(f"{folder}/body.txt", facts)),
        to=[mailbox(recipient.name, recipient.address)],
        headers=headers_of(message),
    )
    mail.attach_alternative(render_to_string(f"{folder}/body.html", facts), "text/html")
    return mail


def headers_of(message: Message) -> dict[str, str]:
    """Recognisable when repeated, threaded by ticket, and no answering machine answers (RFC 3834)."""
    return {
        "Message-ID": message.header_id,
        "References": f"<{message.ticket.number}@{mail_domain()}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": message.language,
        "X-Servicedesk-Ticket": message.ticket.number,
        "X-Servicedesk-Kind": message.kind,
    }


def _tidy(text: str) -> str:
    """Without the blank lines that template tags leave behind."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return BLANK_LINES.sub("\n\n", lines) + "\n"
