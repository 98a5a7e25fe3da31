from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from accounts.models import User


class StaffOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by administrators: nobody signs up, customers need no account at all."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False


class StaffBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """Who a session belongs to, with his branch: every page of ours reads the clock of it."""

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.select_related("branch").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
