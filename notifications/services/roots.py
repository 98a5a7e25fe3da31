"""The daily root over all service logs, told to management: a copy outside (semantics, section 7)."""

import logging
from datetime import datetime

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import Role, User
from accounts.selectors.company import company
from notifications.mail.channel import send
from notifications.mail.failures import DeliveryError
from tickets.services.anchor import Root, anchor_log

logger = logging.getLogger(__name__)


def anchor_and_tell(*, now: datetime) -> Root:
    """Write the root to its file, then mail it to everybody of management.

    The file comes first and is enough to verify; a mail that fails is logged and not tried again, because
    the next day's root covers the same entries.
    """
    root = anchor_log(now=now)
    for person in User.objects.filter(role=Role.MANAGEMENT, is_active=True).order_by("pk"):
        try:
            send(_mail(person, root))
        except DeliveryError:
            logger.exception("the root of %s could not be mailed to %s", root.at, person.pk)
    return root


def _mail(person: User, root: Root) -> EmailMessage:
    facts = {"root": root, "organisation": company().name}
    with translation.override(person.language):
        subject = render_to_string("notifications/log_root/subject.txt", facts).strip()
        return EmailMessage(
            subject, render_to_string("notifications/log_root/body.txt", facts), to=[person.email]
        )
