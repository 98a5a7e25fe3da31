from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.models import User
from core.actors import Actor


class ActorMiddleware:
    """Give each request its actor: the signed-in member of staff, or `None`. Customers come by their link."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        actor = Actor.user(user) if isinstance(user, User) else None
        request.actor = actor  # type: ignore[attr-defined]  # typed by core.web.PageRequest
        return self.get_response(request)
