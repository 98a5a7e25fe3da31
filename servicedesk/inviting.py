"""A new colleague gets a link by mail, to choose a password of his own."""

import structlog
from allauth.account.forms import ResetPasswordForm
from django.http import HttpRequest

from accounts.models import User
from servicedesk.sign_in import MailNotSent

logger = structlog.get_logger(__name__)


def send_invitation(request: HttpRequest, person: User) -> bool:
    """Send it; answers whether it left. `request` says at which address the desk is."""
    form = ResetPasswordForm({"email": person.email})
    try:
        if form.is_valid():
            form.save(request)
    except MailNotSent:
        logger.exception("the invitation was not sent", person=person.pk)
        return False
    return True
