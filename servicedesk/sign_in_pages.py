"""A page around signing in that the library does not have: ending one session of one's own."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.devices import device_name


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then end it at once; anybody else's is not found. Of this device's one signs out."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.is_current():
        return redirect("account_logout")
    if request.method != "POST":
        return render(request, "usersessions/end_session.html", {"session": session})
    session.end()
    messages.info(request, _("Signed out: {device}.").format(device=device_name(session.user_agent)))
    return redirect("usersessions_list")
