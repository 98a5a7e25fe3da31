from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.selectors.tokens import actor_for_secret
from core.actors import Actor

SCHEME = "Bearer"
PARTS = 2


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>` (RFC 6750), and nothing else.

    There is no session here, so no other site can make a browser act.
    """

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Actor] | None:
        """The integration behind the token, `None` without one; AuthenticationFailed for a wrong one."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != SCHEME.lower().encode():
            return None
        if len(words) != PARTS:
            raise AuthenticationFailed(_("Send one token after the word Bearer."))
        actor = actor_for_secret(words[1].decode("latin-1"), now=timezone.now())
        if actor is None:
            raise AuthenticationFailed(_("This token is unknown or was revoked."))
        return AnonymousUser(), actor

    def authenticate_header(self, request: Request) -> str:
        """What a 401 says in WWW-Authenticate; an error code only when a token was tried."""
        tried = bool(get_authorization_header(request))
        return f'{SCHEME} realm="api"' + (', error="invalid_token"' if tried else "")
