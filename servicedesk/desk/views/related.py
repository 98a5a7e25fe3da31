"""Links to other tickets and watchers: one page, one address for each of its four small steps."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from core.errors import DomainError, NotFound
from core.web import render_page
from servicedesk.desk.editor import faults_of, show_error
from servicedesk.desk.forms.related import LinkForm, UnlinkForm, UnwatchForm, WatchForm
from servicedesk.desk.navigation import navigation
from servicedesk.desk.requests import DeskRequest, desk_view
from servicedesk.desk.step_calls import Call
from tickets.models import Ticket
from tickets.policies import policy
from tickets.selectors.mentions import mentionable
from tickets.selectors.related import ends_of, get_other, links_of, watchers_of
from tickets.selectors.tickets import get_ticket
from tickets.services.linking import link_tickets, unlink_tickets
from tickets.services.meanwhile import as_seen, read_version
from tickets.services.watching import unwatch_ticket, watch_ticket

NOT_VALID = 422


@dataclass(frozen=True, slots=True)
class Change:
    permission: str
    form: Callable[..., forms.Form]
    run: Callable[[Call], Ticket]
    done: LazyText
    # ids of the further tickets that it locks
    others: Callable[[Call], Collection[int]] = lambda _call: ()


def _other(call: Call) -> int:
    return get_other(actor=call.actor, number=call.data["number"], field="number").pk


CHANGES: Mapping[str, Change] = {
    "link": Change(
        "link",
        LinkForm,
        lambda call: link_tickets(**call.base, kind=call.data["kind"], other_id=_other(call)),
        _("Linked"),
        lambda call: (_other(call),),
    ),
    "unlink": Change(
        "link",
        UnlinkForm,
        lambda call: unlink_tickets(**call.base, link_id=call.data["link"]),
        _("Link removed"),
        lambda call: ends_of(call.data["link"], of=call.ticket),
    ),
    "watch": Change(
        "watch",
        WatchForm,
        lambda call: watch_ticket(**call.base, user_id=call.data["user"].pk),
        _("Watcher added"),
    ),
    "unwatch": Change(
        "watch",
        UnwatchForm,
        lambda call: unwatch_ticket(**call.base, user_id=call.data["user"]),
        _("Watcher removed"),
    ),
}


@require_safe
@desk_view
def related(request: DeskRequest, number: str) -> HttpResponseBase:
    """What the ticket has to do with others, and who watches it."""
    return _page(request, get_ticket(actor=request.actor, number=number))


@require_safe
@desk_view
def mentions(request: DeskRequest, number: str) -> HttpResponseBase:
    """For the editor: the colleagues whom `words` may mean; as a page, those who watch already."""
    ticket = get_ticket(actor=request.actor, number=number)
    if not request.htmx:
        return redirect("desk:related", number=number)
    people = mentionable(ticket, actor=request.actor, words=request.GET.get("words", "")[:60])
    return render_page(request, "desk/ticket/mentions.html", {"ticket": ticket, "people": people})


@require_POST
@desk_view
def change_related(request: DeskRequest, number: str, key: str) -> HttpResponseBase:
    """One form, one call of one service; a refused one comes back as it was typed."""
    ticket, change = get_ticket(actor=request.actor, number=number), CHANGES.get(key)
    if change is None:
        raise NotFound
    policy.require(request.actor, change.permission, ticket)
    form = _form(key, ticket, request.POST)
    if not form.is_valid():
        return _page(request, ticket, {key: form}, NOT_VALID)
    version = read_version(request.POST.get("seen", ""))
    call = Call(request.actor, ticket, form.cleaned_data, timezone.now())
    try:
        with as_seen(actor=call.actor, ticket_id=ticket.pk, version=version, also=change.others(call)):
            change.run(call)
    except DomainError as error:
        show_error(form, error)
        return _page(request, get_ticket(actor=request.actor, number=number), {key: form}, error.status)
    messages.success(request, str(change.done))
    return redirect("desk:related", number=number)


def _form(key: str, ticket: Ticket, data: Any = None) -> forms.Form:
    options: dict[str, Any] = {"ticket": ticket} if key == "watch" else {}
    return CHANGES[key].form(data, auto_id=f"{key}_%s", **options)


def _page(
    request: DeskRequest, ticket: Ticket, typed: Mapping[str, forms.Form] | None = None, status: int = 200
) -> HttpResponseBase:
    actor = request.actor
    shown = {key: _form(key, ticket) for key in ("link", "watch")} | dict(typed or {})
    watchers = watchers_of(ticket)
    context = {
        "ticket": ticket,
        "nav": navigation(request, now=timezone.now()),
        "links": links_of(ticket, actor=actor),
        "watchers": watchers,
        "watches": any(person.pk == actor.pk for person in watchers),
        "may_change": policy.allows(actor, "link", ticket) and ticket.merged_into_id is None,
        "faults": [text for key in ("unlink", "unwatch") if key in shown for text in faults_of(shown[key])],
        **{f"{key}_form": shown[key] for key in ("link", "watch")},
    }
    return render_page(request, "desk/related.html", context, status=status)
