"""Single sign-on: another house says who somebody is, the accounts stay our own."""

from typing import Any

import requests
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import DomainError

PATIENCE = 10  # seconds for each answer of the other house
BROKEN = 500


class SignOnAway(DomainError):
    code = "sign_on_away"
    status = 503
    message = _("The single sign-on does not answer. Try again in some minutes, or sign in another way.")


class SignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Who comes with an address that the other house has verified is the colleague of that address.

    Accounts are made by administrators, so nobody could have taken an address before its owner came, and the
    password of who signs on stays; who is not known, or switched off, gets no account.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        verified = [address.email for address in sociallogin.email_addresses if address.verified]
        people = [User.objects.filter(email__iexact=email, is_active=True).first() for email in verified]
        if person := next(filter(None, people), None):
            sociallogin.connect(request, person)

    def get_requests_session(self) -> requests.Session:
        return PatientSession()


class PatientSession(requests.Session):
    """Waits so long and no longer; raises SignOnAway."""

    def request(self, *args: Any, **options: Any) -> requests.Response:
        try:
            answer = super().request(*args, **({"timeout": PATIENCE} | options))
        except requests.RequestException as error:
            raise SignOnAway from error
        if answer.status_code >= BROKEN:
            raise SignOnAway
        return answer
