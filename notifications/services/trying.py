"""A test mail, sent while somebody waits for the server's answer."""

from datetime import datetime

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from accounts.models import HouseKind, User
from accounts.policies import registry
from accounts.selectors.company import company
from core.actors import Actor
from notifications.mail.channel import send
from notifications.mail.failures import DeliveryError
from notifications.mail.server import mail_server
from notifications.models import MailTrial


def try_mail(*, actor: Actor, person: User, now: datetime) -> MailTrial:
    """Send `person` a test mail at once, and keep what the server said; raises NotAllowed.

    Accepted means that the server has taken the mail over, not that it has arrived.
    """
    registry.require(actor, "edit", HouseKind.COMPANY)
    refusal = ""
    try:
        send(_mail(person))
    except DeliveryError as error:
        refusal = error.code
    return MailTrial.objects.create(person=person, server=mail_server().name, refusal=refusal, tried_at=now)


def _mail(person: User) -> EmailMessage:
    facts = {"organisation": company().name, "name": person.name}
    subject = render_to_string("notifications/mail_trial/subject.txt", facts).strip()
    body = render_to_string("notifications/mail_trial/body.txt", facts)
    return EmailMessage(subject, body, to=[person.email])
