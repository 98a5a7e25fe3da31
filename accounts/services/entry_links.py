"""The link to all requests: asked for, opened once, left. Who has the mailbox is the customer."""

from datetime import datetime, timedelta

from django.core import signing
from django.utils.translation import gettext_lazy as _

from accounts.models import EntryLink
from core.errors import NotFound

SALT = "accounts.entry_link"
KEPT_FOR = timedelta(days=2)


class EntryLinkGone(NotFound):
    code = "entry_link_gone"
    message = _("This link has been used, or it is older than 30 minutes. Ask for a new one below.")


def ask_for_entry(*, email: str, language: str, now: datetime) -> EntryLink:
    """Note that somebody asked for all requests of `email`; the outbox finds out whether there are any."""
    return EntryLink.objects.create(
        email=email.strip().lower(), language=language, asked_at=now, next_attempt_at=now
    )


def entry_token(link: EntryLink) -> str:
    """What the mailed address holds: the signed id of the link. Nothing secret is stored."""
    return signing.Signer(salt=SALT).sign_object(link.pk)


def entry_link_behind(*, token: str, now: datetime) -> EntryLink:
    """The link that `token` still opens; raises EntryLinkGone when it is forged, used or too old."""
    link = EntryLink.objects.usable(now).filter(pk=_id_in(token)).first()
    if link is None:
        raise EntryLinkGone
    return link


def enter(*, token: str, now: datetime) -> EntryLink:
    """Use the link, which opens once however many try at the same time; raises EntryLinkGone."""
    link = entry_link_behind(token=token, now=now)
    if not EntryLink.objects.usable(now).filter(pk=link.pk).update(opened_at=now):
        raise EntryLinkGone
    link.opened_at = now
    return link


def leave(*, link: EntryLink, now: datetime) -> None:
    """End the session, on every device that has its cookie."""
    EntryLink.objects.entered(now).filter(pk=link.pk).update(left_at=now)


def forget_entry_links(*, now: datetime) -> int:
    """Delete what opens nothing any more: it holds addresses, some of them of people we do not know."""
    forgotten, _by_model = EntryLink.objects.filter(asked_at__lt=now - KEPT_FOR).delete()
    return forgotten


def _id_in(token: str) -> int:
    try:
        return int(signing.Signer(salt=SALT).unsign_object(token))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise EntryLinkGone from error
