"""The last change of a matter, whatever it ends by, and its closing summary (A2.3, D2.3c)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import BadInput
from core.moments import to_second
from tickets.choices import ClosingCause
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services.log import record
from tickets.services.steps import change_state
from tickets.services.tasks import withdraw_open_tasks
from tickets.services.visits import cancel_open_visits
from tickets.states import Step
from tickets.summaries import LABELS, LONGEST, ClosingSummary


class SummaryNeeded(BadInput):
    code = "summary_needed"
    message = _("Write the cause, the solution and how it is prevented from coming back: a line each.")


class SummaryTooLong(BadInput):
    code = "summary_too_long"
    message = _("Say it in at most {longest} characters.")


def require_summary(summary: ClosingSummary) -> None:
    """Raise SummaryNeeded or SummaryTooLong, naming the fields."""
    if summary.missing:
        raise SummaryNeeded.at(*summary.missing)
    too_long = [name for name in LABELS if len(getattr(summary, name)) > LONGEST]
    if too_long:
        raise SummaryTooLong.at(*too_long, longest=LONGEST)


def note_summary(ticket: Ticket, *, actor: Actor, summary: ClosingSummary, now: datetime) -> None:
    """File the summary of the locked ticket; the former one of a reopened ticket stays in the log."""
    row = record(ticket, actor=actor, entry=Entry.SUMMARY_FILED, text=summary.words, happened_at=now)
    ticket.summary_number = row.number
    ticket.save(update_fields=["summary_number"])


def end_ticket(
    ticket: Ticket,
    *,
    actor: Actor,
    step: Step,
    cause: ClosingCause,
    text: str = "",
    confirmed_at: datetime | None = None,
    now: datetime,
) -> None:
    """Close the locked ticket by `step`: what departments have of it is withdrawn, visits are called off."""
    withdraw_open_tasks(ticket, actor=actor, cause=cause.value, now=now)
    cancel_open_visits(ticket, actor=actor, cause=cause.value, now=now)
    was = change_state(ticket, step, closed_at=to_second(now), confirmed_at=confirmed_at)
    payload = {"cause": cause.value, "was": was.value}
    record(ticket, actor=actor, entry=Entry.CLOSED, payload=payload, text=text.strip(), happened_at=now)
