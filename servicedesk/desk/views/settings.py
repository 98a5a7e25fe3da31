"""What a person decides for oneself: the language, and when messages wait."""

from django.conf import settings as house
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.services.preferences import set_preferences
from core.errors import BadInput
from core.web import render_page
from servicedesk.desk.editor import show_error
from servicedesk.desk.forms.settings import SettingsForm
from servicedesk.desk.navigation import navigation
from servicedesk.desk.requests import DeskRequest, desk_view

OWN = ("language", "quiet_from", "quiet_until")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def settings(request: DeskRequest) -> HttpResponseBase:
    """The reader's language and quiet hours; a new language holds from the answer on."""
    if request.method != "POST":
        return _page(request, SettingsForm(initial={name: getattr(request.user, name) for name in OWN}))
    form = SettingsForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        set_preferences(actor=request.actor, user_id=request.user.pk, **form.cleaned_data)
    except BadInput as error:
        show_error(form, error)
        return _page(request, form, status=error.status)
    return _saved(request, form.cleaned_data["language"])


def _saved(request: DeskRequest, language: str) -> HttpResponseBase:
    with translation.override(language):
        messages.success(request, _("Settings saved"))
    answer = redirect("desk:settings")
    answer.set_cookie(
        house.LANGUAGE_COOKIE_NAME,
        language,
        max_age=house.LANGUAGE_COOKIE_AGE,
        secure=house.LANGUAGE_COOKIE_SECURE,
        samesite=house.LANGUAGE_COOKIE_SAMESITE,
        httponly=house.LANGUAGE_COOKIE_HTTPONLY,
    )
    return answer


def _page(request: DeskRequest, form: SettingsForm, *, status: int = 200) -> HttpResponseBase:
    branch = request.user.branch
    context = {
        "form": form,
        "zone": branch.zone if branch else "",
        "nav": navigation(request, now=timezone.now(), current=request.path),
    }
    return render_page(request, "desk/settings.html", context, status=status)
