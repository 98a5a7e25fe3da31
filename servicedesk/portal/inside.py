"""Who has entered by the link of his address: a signed cookie that goes to these pages alone."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from accounts.models import EntryLink
from accounts.models.entry_links import SESSION

COOKIE, SALT = "matters", "portal.matters"


def link_of(request: HttpRequest, now: datetime) -> EntryLink | None:
    """The link by which the visitor is inside; None for a stranger, and after twelve hours or leaving."""
    key = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=SESSION)
    return EntryLink.objects.entered(now).filter(pk=key).first() if key else None


def let_in(response: HttpResponseBase, link: EntryLink) -> None:
    """Give the visitor the cookie of `link`."""
    response.set_signed_cookie(
        COOKIE,
        str(link.pk),
        salt=SALT,
        max_age=SESSION,
        path=reverse("portal:matters"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def let_out(response: HttpResponseBase) -> None:
    response.delete_cookie(COOKIE, path=reverse("portal:matters"), samesite="Lax")
