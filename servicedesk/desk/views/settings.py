"""What a person decides for oneself: the language, when messages wait, and the keys."""

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

OWN = ("quiet_from", "quiet_until", "has_mention_mails", "has_single_keys")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def settings(request: DeskRequest) -> HttpResponseBase:
    """The reader's language, quiet hours and keys; a new language holds from the answer on."""
    if request.method != "POST":
        own = {name: getattr(request.user, name) for name in OWN}
        # what is read now, so that saving something else changes no language
        return _page(request, SettingsForm(initial=own | {"language": translation.get_language()}))
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
    return redirect("desk:settings")


def _page(request: DeskRequest, form: SettingsForm, *, status: int = 200) -> HttpResponseBase:
    branch = request.user.branch
    context = {
        "form": form,
        "zone": branch.zone if branch else "",
        "nav": navigation(request, now=timezone.now(), current=request.path),
    }
    return render_page(request, "desk/settings.html", context, status=status)
