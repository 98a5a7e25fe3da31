"""The switch of languages that stands on every page."""

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as remember

from accounts.models import User
from accounts.services.preferences import set_language
from core.actors import Actor


@require_POST
def switch_language(request: HttpRequest) -> HttpResponseBase:
    """A stranger's browser remembers it; for whoever is signed in it is the own language from now on."""
    if isinstance(user := request.user, User):
        set_language(actor=Actor.user(user), user_id=user.pk, language=request.POST.get("language", ""))
    return remember(request)
