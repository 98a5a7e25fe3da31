"""What administrators see of people's sign-in: that a second step or a session is there, never its secret."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.http import HttpRequest


class LookedAt(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Looked at and deleted; made by the people themselves."""

    search_fields = ("user__name", "user__email")
    list_select_related = ("user",)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 - Django's signature
        return False


class SecondStepAdmin(LookedAt):
    fields = list_display = ("user", "type", "created_at", "last_used_at")


class SessionAdmin(LookedAt):
    fields = list_display = ("user", "created_at", "last_seen_at", "ip", "user_agent")

    def delete_model(self, request: HttpRequest, obj: UserSession) -> None:  # noqa: ARG002 - Django's signature
        obj.end()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:  # noqa: ARG002 - Django's signature
        for session in queryset:
            session.end()


def take_over(site: admin.AdminSite) -> None:
    """Put these in the place of the library's own, which show secrets and end nothing."""
    for model, ours in ((Authenticator, SecondStepAdmin), (UserSession, SessionAdmin)):
        site.unregister(model)
        site.register(model, ours)
