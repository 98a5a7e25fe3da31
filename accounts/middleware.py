from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware

from accounts.languages import language_for_a_stranger, speak
from accounts.models import User
from core.actors import Actor


class LanguageMiddleware(LocaleMiddleware):
    """As long as nobody is known to be signed in."""

    def process_request(self, request: HttpRequest) -> None:
        speak(request, language_for_a_stranger(request))


class ActorMiddleware:
    """Give each request its actor: the signed-in member of staff, or `None`. Customers come by their link.

    Staff read the language they once chose in every browser.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        actor = Actor.user(user) if isinstance(user, User) else None
        if isinstance(user, User) and user.has_chosen_language:
            speak(request, user.language)
        request.actor = actor  # type: ignore[attr-defined]  # typed by core.web.PageRequest
        return self.get_response(request)
