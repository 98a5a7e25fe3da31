"""The mail server that everything leaves by, as EMAIL_URL names it; never its password or user."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class MailServer:
    """`name` is host and port; `is_catcher`: mails stay on this machine, to be read in a page."""

    name: str
    is_encrypted: bool
    signs_in: bool
    sender: str
    is_catcher: bool


def mail_server() -> MailServer:
    return MailServer(
        name=f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}",
        is_encrypted=settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL,
        signs_in=bool(settings.EMAIL_HOST_USER),
        sender=settings.DEFAULT_FROM_EMAIL,
        is_catcher=settings.MAIL_CATCHER_DIR is not None,
    )
