from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import Scope
from core.actors import Actor

if TYPE_CHECKING:  # the framework imports this module while it builds its views
    from rest_framework.views import APIView

Scopes = Mapping[str, tuple[Scope, ...]]

READING: Scopes = {"GET": (Scope.TICKETS_READ,), "HEAD": (Scope.TICKETS_READ,)}
REGISTERING: Scopes = {"POST": (Scope.TICKETS_WRITE,)}
# An action answers with the ticket, so it needs both.
ACTING: Scopes = {"POST": (Scope.TICKETS_READ, Scope.TICKETS_WRITE)}


class InsufficientScope(PermissionDenied):
    default_detail = _("The token lacks the scope “{scope}”.")
    default_code = "insufficient_scope"

    def __init__(self, scope: Scope) -> None:
        super().__init__(str(self.default_detail).format(scope=scope.value))
        self.scope = scope


class HasScope(BasePermission):
    """Let a token in that carries the view's `scopes` for the method; a method without an entry is closed."""

    none: ClassVar[Scopes] = {}

    def has_permission(self, request: Request, view: "APIView") -> bool:
        actor, method = request.auth, str(request.method)
        if not isinstance(actor, Actor):
            return False
        if method.lower() not in view.http_method_names or not hasattr(view, method.lower()):
            return True  # the view answers 405, which says more
        needed = getattr(view, "scopes", self.none).get(method)
        if not needed:
            return False
        for scope in needed:
            if scope.value not in actor.scopes:
                raise InsufficientScope(scope)
        return True
