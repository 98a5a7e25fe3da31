"""Canned replies: kept by leads, chosen while writing to a customer."""

from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import BadInput, Conflict, NotAllowed, NotFound
from core.web import render_page
from servicedesk.desk.canned import offers_of
from servicedesk.desk.editor import show_error
from servicedesk.desk.filters import number_of
from servicedesk.desk.forms.canned import CannedReplyForm
from servicedesk.desk.navigation import navigation
from servicedesk.desk.requests import DeskRequest, desk_view
from servicedesk.desk.steps import STEPS
from servicedesk.desk.whence import links, queue_of
from tickets.canned import PLACES
from tickets.models import CannedReply
from tickets.policies import canned_policy, may_report
from tickets.selectors.canned import canned_replies, get_reply
from tickets.selectors.tickets import get_ticket
from tickets.services.canned import remove_reply, save_reply

NOT_VALID = 422


@require_safe
@desk_view
def replies(request: DeskRequest) -> HttpResponseBase:
    _require_lead(request)
    found = canned_replies(request.actor)
    lines = [(reply, canned_policy.allows(request.actor, "edit", reply)) for reply in found]
    return _page(request, "desk/canned.html", {"lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def reply(request: DeskRequest, reply_id: int | None = None) -> HttpResponseBase:
    """One canned reply, or a new one; a POST keeps it."""
    _require_lead(request)
    found = _found(request, reply_id)
    if request.method != "POST":
        return _form_page(request, found, CannedReplyForm(actor=request.actor, reply=found))
    form = CannedReplyForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return _form_page(request, found, form, NOT_VALID)
    try:
        seen = number_of(request.POST.get("seen"), 0)
        now = timezone.now()
        save_reply(actor=request.actor, reply_id=reply_id, wish=form.wish, seen=seen, now=now)
    except (BadInput, Conflict) as error:
        show_error(form, error)
        return _form_page(request, found, form, error.status)
    messages.success(request, _("Canned reply saved"))
    return redirect("desk:canned")


@require_POST
@desk_view
def remove(request: DeskRequest, reply_id: int) -> HttpResponseBase:
    _require_lead(request)
    remove_reply(actor=request.actor, reply_id=reply_id)
    messages.success(request, _("Canned reply deleted"))
    return redirect("desk:canned")


@require_safe
@desk_view
def offers(request: DeskRequest, number: str) -> HttpResponseBase:
    """Those for a ticket, filled in: a page of links, or for the editor the ones that say `words`."""
    ticket = get_ticket(actor=request.actor, number=number)
    words = request.GET.get("words", "")[:60]
    tab = request.GET.get("tab", "")
    context: dict[str, Any] = {"ticket": ticket, "offers": offers_of(request, ticket, words), "words": words}
    context |= {"tab": tab if tab in STEPS else "reply", **links(queue_of(request))}
    if request.htmx:
        return render_page(request, "desk/ticket/canned.html", context)
    return _page(request, "desk/canned_for.html", context)


def _require_lead(request: DeskRequest) -> None:
    if not may_report(request.actor):
        raise NotAllowed(permission="edit_canned_replies")


def _found(request: DeskRequest, reply_id: int | None) -> CannedReply | None:
    if reply_id is None:
        return None
    found = get_reply(actor=request.actor, reply_id=reply_id)
    if not canned_policy.allows(request.actor, "edit", found):
        raise NotFound
    return found


def _form_page(
    request: DeskRequest, found: CannedReply | None, form: CannedReplyForm, status: int = 200
) -> HttpResponseBase:
    seen = request.POST.get("seen") or (found.version if found else 0)
    context = {"reply": found, "form": form, "seen": seen, "places": PLACES.items()}
    return _page(request, "desk/canned_reply.html", context, status)


def _page(request: DeskRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponseBase:
    nav = navigation(request, now=timezone.now(), current=request.path)
    return render_page(request, name, context | {"nav": nav}, status=status)
