"""The page that opens an installation without any account, once."""

from django.contrib.auth import login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.first_account import is_unopened
from accounts.services.first_account import AlreadyOpened, FirstPerson, open_installation
from core.actors import Actor
from core.errors import BadInput
from core.limits import is_within
from core.web import render_page
from servicedesk.desk.editor import show_error
from servicedesk.desk.forms.first_account import FirstAccountForm

BACKEND = "servicedesk.sign_in.StaffBackend"
TOO_MANY = 429


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_account(request: HttpRequest) -> HttpResponseBase:
    """Make the first administrator and sign him in; nothing is here once there is an account."""
    if not is_unopened():
        raise AlreadyOpened
    form = FirstAccountForm(request.POST or None)
    if request.method != "POST":
        return _page(request, form)
    if not is_within(request, "first_account", "20/hour"):
        form.add_error(None, _("Too many tries came from your network. Wait an hour, then try again."))
        return _page(request, form, status=TOO_MANY)
    if not form.is_valid():
        return _page(request, form, status=422)
    return _open(request, form)


def _open(request: HttpRequest, form: FirstAccountForm) -> HttpResponseBase:
    given = dict(form.cleaned_data)
    code = given.pop("code")
    person = FirstPerson(**given, language=translation.get_language() or "en")
    try:
        user = open_installation(
            actor=Actor.system("installation"), code=code, person=person, now=timezone.now()
        )
    except BadInput as error:
        show_error(form, error)
        return _page(request, form, status=error.status)
    login(request, user, backend=BACKEND)
    return redirect("desk:queue")


def _page(request: HttpRequest, form: FirstAccountForm, *, status: int = 200) -> HttpResponseBase:
    return render_page(request, "desk/first_account.html", {"form": form}, status=status)
