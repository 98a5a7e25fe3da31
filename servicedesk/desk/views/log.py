"""The service log of one ticket to print, to export and to erase from (A3.3d)."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import DomainError
from core.web import render_page
from servicedesk.desk.editor import show_error
from servicedesk.desk.forms.erasure import EraseForm
from servicedesk.desk.navigation import navigation
from servicedesk.desk.requests import DeskRequest, desk_view
from tickets.exporting import document_of, printed_lines
from tickets.models import Attachment, LogEntry, Ticket
from tickets.policies import policy
from tickets.selectors.tickets import get_ticket
from tickets.selectors.timeline import files_of, timeline
from tickets.services.erasure import erase as erase_all

NOT_VALID = 422


@require_safe
@desk_view
def printed(request: DeskRequest, number: str) -> HttpResponseBase:
    """Every entry in words, with the chain's last hash."""
    ticket = get_ticket(actor=request.actor, number=number)
    entries = timeline(ticket, audience="staff")
    context = {
        "ticket": ticket,
        "nav": navigation(request, now=timezone.now()),
        "lines": printed_lines(entries, audience="staff"),
        "head": entries[-1].digest,
        "now": timezone.now(),
    }
    return render_page(request, "desk/log_print.html", context)


@require_safe
@desk_view
def export(request: DeskRequest, number: str) -> HttpResponseBase:
    """The same as a document that can be checked without us."""
    ticket = get_ticket(actor=request.actor, number=number)
    entries = timeline(ticket, audience="staff")
    response = JsonResponse(
        document_of(ticket, entries, now=timezone.now()),
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    response["Content-Disposition"] = f'attachment; filename="{ticket.number}-log.json"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def erase(request: DeskRequest, number: str) -> HttpResponseBase:
    """Erase what a person wrote or sent along: choose and say why, read what will go, confirm."""
    ticket = get_ticket(actor=request.actor, number=number)
    policy.require(request.actor, "erase", ticket)
    there = _what_is_there(ticket)
    if request.method != "POST":
        form = EraseForm(there.written, there.files, initial=_of(request, there))
        return _erase_page(request, ticket, there, form)
    form = EraseForm(there.written, there.files, request.POST)
    if not form.is_valid():
        return _erase_page(request, ticket, there, form, status=NOT_VALID)
    if request.POST.get("confirmed") != "1":
        return _erase_page(request, ticket, there, form, is_asked=True)
    try:
        erase_all(
            actor=request.actor,
            ticket_id=ticket.pk,
            numbers=form.chosen,
            files=form.chosen_files,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
    except DomainError as error:
        show_error(form, error)
        return _erase_page(request, ticket, there, form, status=error.status)
    messages.success(request, _("Erased; the log's chain is whole"))
    return redirect("desk:ticket", number=number)


@dataclass(frozen=True, slots=True)
class Erasable:
    """Entries with words, and the files of the ticket, of which nothing was erased."""

    written: list[LogEntry]
    files: list[Attachment]

    @property
    def authors(self) -> dict[str, str]:
        """Who wrote or sent any of it."""
        entries = [*self.written, *(file.entry for file in self.files)]
        names = {_author(entry): entry.actor_label for entry in entries}  # type: ignore[attr-defined]
        return {author: name for author, name in names.items() if name}


def _what_is_there(ticket: Ticket) -> Erasable:
    entries = timeline(ticket, audience="staff")
    own = [file for entry in entries for file in files_of(entry) if file.ticket_id == ticket.pk]
    written = [entry for entry in entries if entry.words]
    return Erasable(written, [file for file in own if file.erased_at is None])


def _of(request: DeskRequest, there: Erasable) -> dict[str, Any]:
    """All words and files of the person that the address names."""
    person = request.GET.get("of", "")
    return {
        "numbers": [entry.number for entry in there.written if _author(entry) == person],
        "attachments": [file.pk for file in there.files if _author(file.entry) == person],
    }


def _author(entry: LogEntry) -> str:
    return f"{entry.actor_kind}-{entry.actor_id}"


def _erase_page(
    request: DeskRequest,
    ticket: Ticket,
    there: Erasable,
    form: EraseForm,
    *,
    is_asked: bool = False,
    status: int = 200,
) -> HttpResponseBase:
    context = {
        "ticket": ticket,
        "nav": navigation(request, now=timezone.now()),
        "form": form,
        "authors": there.authors,
        "chosen": [entry for entry in there.written if is_asked and entry.number in form.chosen],
        "chosen_files": [file for file in there.files if is_asked and file.pk in form.chosen_files],
        "is_asked": is_asked,
    }
    return render_page(request, "desk/erase.html", context, status=status)
