"""What the command palette offers: tickets, steps on the one at hand, pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servicedesk.desk.editor import offered, served
from servicedesk.desk.filters import FLAGS, QueueAddress, queue_url
from servicedesk.desk.requests import DeskRequest
from servicedesk.desk.steps import EDITOR
from sla.selectors.promises import promises_of
from tickets.models import Ticket
from tickets.policies import may_report, policy
from tickets.selectors.saved_views import filters_of, look_of_view, views_of
from tickets.selectors.tickets import jump_to

MOST_TICKETS = 6
MOST_PAGES = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the palette; `step` names the editor's tab that it opens."""

    label: str
    url: str
    icon: str
    hint: str = ""
    step: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    label: str
    choices: list[Choice]


PAGES = (
    (_("Everything open"), "desk:queue", "inbox"),
    (_("New ticket"), "desk:new", "plus"),
    (_("Alerts"), "desk:alerts", "bell"),
    (_("Departments' tasks"), "desk:tasks", "users"),
    (_("My visits"), "desk:visits", "calendar-clock"),
    (_("Saved views"), "desk:saved_views", "pencil"),
    (_("Done to several at once"), "desk:bulk_done", "undo-2"),
    (_("My settings"), "desk:settings", "settings"),
    (_("States and steps"), "desk:states", "list-checks"),
)
RECORDS = (
    (_("Customers"), "customers"),
    (_("Products"), "products"),
    (_("Purchases"), "purchases"),
    (_("Contracts"), "contracts"),
)
FOR_LEADS = (
    (_("Insights"), "insights:dashboard", "chart-column"),
    (_("People"), "desk:people", "users-round"),
    (_("Canned replies"), "desk:canned", "message-square-text"),
)


HOUSE = (
    (_("Branches"), "branches"),
    (_("Teams"), "teams"),
    (_("Staff"), "staff"),
    (_("Skills"), "skills"),
)
RULES = ((_("Who gets what"), "owners"), (_("Which branch takes what"), "branches"))


def palette(request: DeskRequest, words: str, open_ticket: Ticket | None, *, now: datetime) -> list[Section]:
    """All that `words` find, or with none the steps and the first pages; at most six queries."""
    steps = list(_steps(request, open_ticket, now)) if open_ticket else []
    found = jump_to(request.actor, words, most=MOST_TICKETS) if words else []
    pages = _fitting(words, _pages(request))[:MOST_PAGES]
    number = open_ticket.number if open_ticket else ""
    sections = [
        Section(str(_("On {number}")).format(number=number), _fitting(words, steps)),
        Section(str(_("Tickets")), [_ticket(ticket) for ticket in found]),
        Section(str(pgettext_lazy("palette", "Pages")), pages + _everywhere(words)),
    ]
    return [section for section in sections if section.choices]


def _fitting(words: str, choices: Iterator[Choice] | list[Choice]) -> list[Choice]:
    """Those that say all of `words`, in whatever order, or whose letter it is."""
    wanted = words.casefold().split()
    return [
        choice
        for choice in choices
        if words.lower() == choice.key or all(word in choice.label.casefold() for word in wanted)
    ]


def _steps(request: DeskRequest, ticket: Ticket, now: datetime) -> Iterator[Choice]:
    promises = promises_of([ticket], now=now).get(ticket.pk, [])
    page = reverse("desk:ticket", args=[ticket.number])
    for step in served(offered(request.actor, ticket, EDITOR), promises, now):
        address = f"{page}?tab={step.key}#editor"
        yield Choice(str(step.label), address, "pencil", step.hotkey.upper(), step.key, step.hotkey)
    if policy.allows(request.actor, "assign", ticket):
        yield Choice(str(_("Assign")), f"{page}#handling", "user-round", "A", "", "a")


def _ticket(ticket: Ticket) -> Choice:
    about = f"{ticket.number} {ticket.customer.name}"
    return Choice(ticket.title, reverse("desk:ticket", args=[ticket.number]), "ticket", about)


def _pages(request: DeskRequest) -> Iterator[Choice]:
    for view in views_of(request.actor):
        yield Choice(view.name, QueueAddress(filters_of(view), look=look_of_view(view)).url(), "bookmark")
    for flag in FLAGS:
        label = _("My queue") if flag.key == "mine" else flag.label
        yield Choice(str(label), queue_url({flag.key: "1"}), flag.icon)
    is_lead = may_report(request.actor)
    for label, name, icon in PAGES + (FOR_LEADS if is_lead else ()):
        yield Choice(str(label), reverse(name), icon)
    for label, place in RECORDS + (HOUSE if is_lead else ()):
        yield Choice(str(label), reverse("desk:records", args=[place]), "package")
    for label, sort in RULES if is_lead else ():
        yield Choice(str(label), reverse("desk:rules", args=[sort]), "git-branch")


def _everywhere(words: str) -> list[Choice]:
    label = _("Search closed ones, too: {words}")
    return [Choice(str(label).format(words=words), queue_url({"search": words}), "search")] if words else []
