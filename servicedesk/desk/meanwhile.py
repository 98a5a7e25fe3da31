"""A form that comes back because others were faster: what they did, and from when on it is known."""

from collections.abc import Sequence
from typing import Any

from django import forms

from core.errors import DomainError
from servicedesk.desk.editor import faults_of
from servicedesk.desk.requests import DeskRequest
from servicedesk.desk.timeline import line_of
from tickets.models import Ticket
from tickets.selectors.timeline import timeline
from tickets.services.meanwhile import ChangedMeanwhile, read_version


def told(request: DeskRequest, ticket: Ticket, error: DomainError | None = None) -> dict[str, Any]:
    """`meanwhile`: the entries that came between; `seen`: what the form is sent with next.

    Only who was told of news has read them: a form refused for another reason stays as old as it was.
    """
    if isinstance(error, ChangedMeanwhile):
        entries = timeline(ticket, audience="staff", numbers=[entry.number for entry in error.changes])
        return {"meanwhile": [line_of(entry, ticket) for entry in entries], "seen": error.version}
    seen = read_version(request.POST.get("seen", ""))
    return {"meanwhile": [], "seen": ticket.last_number if seen is None else seen}


def left_of(form: forms.BaseForm, fields: Sequence[str] = ("text",)) -> dict[str, str]:
    """What remains of a form whose step has gone: why it was refused, and the words typed into `fields`."""
    typed = (form.data.get(name) for name in fields)
    return {"refusal": " ".join(faults_of(form)), "unsent": "\n".join(filter(None, typed))}
