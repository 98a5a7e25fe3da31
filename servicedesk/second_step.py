"""Who may not work by password alone: the roles named in REQUIRE_TWO_FACTOR_ROLES."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from core.errors import NotAllowed
from core.middleware import error_page
from servicedesk.env import SettingsError

ADMIN = "admin"  # whoever may open the administration, whatever the role
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# The sign-in's own pages, the language, and what asks for no session: the API knows tokens only.
OPEN = ("accounts/", "i18n/", "api/")


class SecondStepMissing(NotAllowed):
    code = "second_step_missing"
    message = _("Your role needs a second step at sign-in. Set it up in another tab, then go on here.")


def lacks_second_step(user: object) -> bool:
    """Whether this is one of ours who has to set up an app or a passkey before any work."""
    roles = settings.REQUIRE_TWO_FACTOR_ROLES
    if not isinstance(user, User) or not (user.role in roles or (user.is_staff and ADMIN in roles)):
        return False
    return not is_mfa_enabled(user, FACTORS)


class SecondStepMiddleware:
    """Lead them to setting it up; a page that goes on by itself is told so and keeps what was typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        known = [ADMIN, *Role.values]
        for name in settings.REQUIRE_TWO_FACTOR_ROLES:
            if name not in known:
                raise SettingsError(f"REQUIRE_TWO_FACTOR_ROLES names {name!r}: choose of {', '.join(known)}.")
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        place = request.resolver_match
        is_open = place is not None and (place.namespace == "portal" or place.route.startswith(OPEN))
        if is_open or not lacks_second_step(request.user):
            return None
        if request.headers.get("HX-Request") == "true":
            return error_page(request, SecondStepMissing())
        return redirect("mfa_index")
