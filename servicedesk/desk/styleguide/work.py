"""The agent's tools in use: an editor with a draft, what a palette found, toasts, a queue without rows."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.messages import ERROR, SUCCESS
from django.contrib.messages.storage.base import Message
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Role, User
from servicedesk.desk.editor import Editor
from servicedesk.desk.filters import QueueAddress, filters_with
from servicedesk.desk.forms.writing import ReplyForm
from servicedesk.desk.palette import Choice, Section
from servicedesk.desk.presence import said_of
from servicedesk.desk.steps import EDITOR
from servicedesk.desk.timeline import Line
from sla.selectors.promises import PromiseView
from tickets.models import Draft, Ticket
from tickets.selectors.canned import Offer

SHOWN = ("reply", "solution", "plan", "call", "note")


def editor_in_use(ticket: Ticket, kept: PromiseView, happened: list[Line], now: datetime) -> dict[str, Any]:
    """A reply that was refused as a colleague had answered meanwhile; its draft is kept; others are there."""
    steps = [step for step in EDITOR if step.key in SHOWN]
    form = ReplyForm(auto_id="guide_%s", initial={"text": _("We test the inverter board now.")})
    draft = Draft(saved_at=now - timedelta(minutes=1))
    return {
        "ticket": ticket,
        "editor": Editor(steps, steps[0], form, [kept], draft=draft),
        "stale": steps[0].key,
        "meanwhile": happened,
        "writing": [(_("Chen Jie"), steps[0].label)],
        "looking": said_of([_("Zhao Peng")]),
        "many": said_of([_("Chen Jie"), _("Zhao Peng"), _("Wang Min"), _("Zhao Peng")]),
        "colleagues": [User(pk=0, name=_("Zhao Peng"), role=Role.AGENT, email="zhao.peng@company.example")],
        "offers": [Offer(0, _("Heating stops"), _("We test the inverter board now."), get_language() or "")],
    }


def found() -> list[Section]:
    """A line of each sort that the palette offers."""
    reply = EDITOR[0]
    here = "#guide-palette"
    return [
        Section(
            _("On {number}").format(number="SR-26-01840"),
            [
                Choice(str(reply.label), here, "pencil", "R", reply.key, "r"),
                Choice(_("Assign"), here, "user-round"),
            ],
        ),
        Section(
            _("Tickets"),
            [Choice(_("Heating stops with error E4"), here, "ticket", _("SR-26-01840 Riverside Clinic"))],
        ),
    ]


def toasts() -> list[Message]:
    """What was done, and what was not."""
    return [
        Message(SUCCESS, _("The plan was sent to Wang Min.")),
        Message(ERROR, _("Not sent: the mail server refused the address. The promise is still open.")),
    ]


def empty_queues() -> list[QueueAddress]:
    """Nothing at all, nothing of this sort, nothing found."""
    narrowed, searched = filters_with(["missed"]), filters_with((), search="E4")
    return [QueueAddress(filters) for filters in (filters_with(()), narrowed, searched)]
