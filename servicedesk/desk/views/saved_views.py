"""The views of the queue that somebody keeps: saved from its filters, renamed, deleted."""

from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import BadInput, Conflict, NotFound
from core.web import render_page
from servicedesk.desk.editor import show_error
from servicedesk.desk.filters import QueueAddress
from servicedesk.desk.forms.saved_views import NameForm, SavedViewForm
from servicedesk.desk.looks import look_of
from servicedesk.desk.navigation import navigation
from servicedesk.desk.requests import DeskRequest, desk_view
from tickets.models import SavedView
from tickets.policies import view_policy
from tickets.selectors.saved_views import filters_of, look_of_view, views_of
from tickets.services.saved_views import remove_view, rename_view, save_view

NOT_VALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def saved_views(request: DeskRequest) -> HttpResponseBase:
    """All of one's views. The filters of the address, which are those of a queue, are saved by a POST."""
    address = QueueAddress.of(request.GET)
    if request.method != "POST":
        return _page(request, address, SavedViewForm())
    form = SavedViewForm(request.POST)
    if not form.is_valid():
        return _page(request, address, form, status=NOT_VALID)
    try:
        facts = form.cleaned_data
        look = look_of(request.user, address)
        save_view(actor=request.actor, filters=address.filters, look=look, now=timezone.now(), **facts)
    except (BadInput, Conflict) as error:
        show_error(form, error)
        return _page(request, address, form, status=error.status)
    messages.success(request, _("View saved"))
    return redirect(address.url())


@require_POST
@desk_view
def change_view(request: DeskRequest, view_id: int, key: str) -> HttpResponseBase:
    """Give it another name, or delete it."""
    if key == "remove":
        remove_view(actor=request.actor, view_id=view_id)
        messages.success(request, _("View deleted"))
    elif key == "rename":
        form = NameForm(request.POST, auto_id=f"view{view_id}_%s")
        try:
            rename_view(actor=request.actor, view_id=view_id, name=request.POST.get("name", ""))
        except BadInput as error:
            show_error(form, error)
            typed = {view_id: form}
            return _page(request, QueueAddress.of(request.GET), SavedViewForm(), typed, error.status)
        messages.success(request, _("View renamed"))
    else:
        raise NotFound
    return redirect("desk:saved_views")


def _page(
    request: DeskRequest,
    address: QueueAddress,
    form: SavedViewForm,
    typed: dict[int, NameForm] | None = None,
    status: int = 200,
) -> HttpResponseBase:
    own = SavedView(made_by_id=request.user.pk, branch_id=request.actor.branch_id)
    if not view_policy.allows(request.actor, "share", own):
        del form.fields["is_shared"]
    context: dict[str, Any] = {
        "address": address,
        "chips": [chip for chip in address.chips() if chip.is_on],
        "form": form,
        "lines": [_line(request, view, typed or {}) for view in views_of(request.actor)],
        "nav": navigation(request, now=timezone.now(), current=request.path),
    }
    return render_page(request, "desk/saved_views.html", context, status=status)


def _line(request: DeskRequest, view: SavedView, typed: dict[int, NameForm]) -> dict[str, Any]:
    """A view, what it narrows in words, and for whom may change it the form with its name."""
    look = look_of_view(view)
    address = QueueAddress(filters_of(view), look=look)
    fresh = NameForm(initial={"name": view.name}, auto_id=f"view{view.pk}_%s")
    return {
        "view": view,
        "url": address.url(),
        "chips": [chip.label for chip in address.chips() if chip.is_on],
        "search": address.filters.search,
        "columns": [column.label for column in look.columns] if look else [],
        "form": typed.get(view.pk, fresh) if view_policy.allows(request.actor, "edit", view) else None,
    }
