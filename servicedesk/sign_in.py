"""How staff sign in, by the ways that django-allauth documents for making it a house's own."""

import logging
from smtplib import SMTPException
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.selectors.branches import zone_of
from accounts.selectors.company import company
from accounts.selectors.staff import get_person
from core.devices import device_name
from core.errors import DomainError
from core.sealing import seal, unseal

logger = logging.getLogger(__name__)


class MailNotSent(DomainError):
    code = "mail_not_sent"
    status = 503
    message = _(
        "The mail could not be sent: the mail server does not answer. "
        "Try again in some minutes, or sign in by password or passkey."
    )


class StaffOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by administrators: nobody signs up, customers need no account at all."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again."),
        "rate_limited": _("Too many attempts. Wait five minutes, then try again."),
        "account_inactive": _("This account is switched off. Ask your administrator."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the addressee's own language; raises MailNotSent, known address or not."""
        person = User.objects.filter(email__iexact=email).first()
        try:
            with translation.override(person.language if person else translation.get_language()):
                super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:
            logger.warning("a mail of the sign-in was not sent: %s", type(error).__name__)
            raise MailNotSent from error

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """What was changed stays changed, even when nobody can be told."""
        try:
            with timezone.override(zone_of(user.branch)):
                super().send_notification_mail(template_prefix, user, *args, **kwargs)
        except MailNotSent:
            logger.warning("nobody was told of a changed sign-in: %s", template_prefix)


class StaffBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """Who a session belongs to, with his branch: every page of ours reads the clock of it."""

    def get_user(self, user_id: int) -> User | None:
        user = get_person(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Secrets lie sealed; passkeys are named after the device they are made on and the house they open."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def generate_authenticator_name(self, user: User, type: object) -> str:  # noqa: A002, ARG002 - allauth's signature
        return device_name(context.request.headers.get("User-Agent", ""))

    def get_public_key_credential_rp_entity(self) -> dict[str, Any]:
        return {**super().get_public_key_credential_rp_entity(), "name": company().name}

    def get_totp_issuer(self) -> str:
        return company().name
