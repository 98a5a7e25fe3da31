"""Visits and remote sessions are planned, changed and called off (B3.3).

The window agreed with the customer is the ticket's appointment: the work rests until then, by the same
service and the same rule as an appointment made by itself (semantics, section 3, Pause).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Min
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import BadInput, need
from core.moments import to_second, to_text
from tickets.choices import VisitMode
from tickets.entries import Entry
from tickets.models import Ticket, Visit
from tickets.models.visit import AHEAD, IS_OPEN
from tickets.services.appointments import appoint, call_off
from tickets.services.customers_word import require_customers_word
from tickets.services.steps import open_for, unclosed
from tickets.services.visit_sent import at_once
from tickets.services.visit_steps import (
    VisitStep,
    announced,
    engineer_for,
    is_the_appointment,
    log_visit,
    open_visit,
    require_possible,
    take,
)


class WindowMissing(BadInput):
    code = "visit_window_missing"
    message = _("Enter from when until when the customer expects the visit.")


class WindowBackwards(BadInput):
    code = "visit_window_backwards"
    message = _("The window ends before it begins. Choose a later end.")


class WhereMissing(BadInput):
    code = "visit_where_missing"
    message = _("Enter the address to go to, or the link of the session.")


class CancelReasonMissing(BadInput):
    code = "visit_reason_missing"
    message = _("Give the reason; the customer reads it.")


@dataclass(frozen=True, slots=True)
class VisitWish:
    """Who goes where and when: `where` is the address, or the link of a remote session.

    The window (aware UTC) is what the customer chose, `words` what he said and on which `channel`; a visit
    on site needs one, a remote session may begin at once without. `note` is for the engineer alone.
    """

    mode: str
    engineer_id: int
    where: str
    window_from: datetime | None = None
    window_until: datetime | None = None
    words: str = ""
    channel: str = "call"
    note: str = ""


@transaction.atomic
def plan_visit(*, actor: Actor, ticket_id: int, wish: VisitWish, now: datetime) -> Visit:
    """Plan a visit or a remote session; the window becomes the ticket's appointment.

    Raises NotAllowed, IllegalStep, WindowMissing, WindowBackwards, WhereMissing, EngineerCannotGo, and what
    `appoint` raises.
    """
    ticket = unclosed(open_for(actor, "plan_visit", ticket_id), "plan_visit")
    last: int | None = ticket.visits.aggregate(last=Max("number"))["last"]
    visit = Visit(ticket=ticket, number=(last or 0) + 1, planned_at=to_second(now))
    text = _fill(visit, wish, actor, now)
    visit.save()
    log_visit(visit, Entry.VISIT_PLANNED, actor=actor, facts=_facts(visit), text=text, when=at_once(now))
    return visit


@transaction.atomic
def change_visit(*, actor: Actor, ticket_id: int, number: int, wish: VisitWish, now: datetime) -> Visit:
    """Another time, person or place: whoever goes has to accept it anew, and the customer is told of another
    person at the same time as of another time. Raises as `plan_visit` does."""
    visit, _is_repeat = open_visit(actor, "change", ticket_id, number)
    require_possible(visit, VisitStep.CHANGE)
    was, begins = visit.engineer_id, visit.window_from
    text = _fill(visit, wish, actor, now)
    visit.accepted_at = visit.set_out_at = None
    told = sorted({was, visit.engineer_id})
    facts = _facts(visit) | {"told": told}
    if was != visit.engineer_id and begins == visit.window_from:
        facts |= {"was": was} | announced(visit, now)
    take(visit, VisitStep.CHANGE, actor=actor, facts=facts, text=text, when=at_once(now))
    return visit


@transaction.atomic
def cancel_visit(*, actor: Actor, ticket_id: int, number: int, reason: str, now: datetime) -> Visit:
    """Call it off, with the reason, which the customer reads; its appointment ends with it.

    Raises CancelReasonMissing, VisitElsewhere.
    """
    visit, _is_repeat = open_visit(actor, "change", ticket_id, number)
    require_possible(visit, VisitStep.CANCEL)
    words = need(reason, CancelReasonMissing, "reason")
    if is_the_appointment(visit):
        call_off(visit.ticket, actor=actor, text=words, now=now)
        words = ""  # the customer reads them beside the appointment
    facts = {"told": [visit.engineer_id]}
    take(visit, VisitStep.CANCEL, actor=actor, facts=facts, text=words, when=at_once(now))
    return visit


def cancel_open_visits(ticket: Ticket, *, actor: Actor, cause: str, now: datetime) -> None:
    """The matter has ended: nobody goes there any more. The ticket is locked."""
    for visit in ticket.visits.filter(IS_OPEN).order_by("number"):
        visit.ticket = ticket
        facts = {"cause": cause, "told": [visit.engineer_id]}
        take(visit, VisitStep.CANCEL, actor=actor, facts=facts, when=at_once(now))


def _fill(visit: Visit, wish: VisitWish, actor: Actor, now: datetime) -> str:
    """Set what the wish says, and the appointment where its time is new; answers the words to log."""
    where = " ".join(need(wish.where, WhereMissing, "where").split())
    window = _window(wish, may_be_open=visit.window_from is None)
    visit.mode = VisitMode(wish.mode).value
    visit.engineer = engineer_for(visit, wish.engineer_id)
    begins, words = window[0], ""
    if begins and begins != visit.window_from:
        words = _agree(visit, begins, wish, actor, now)
    visit.window_from, visit.window_until = window
    visit.planned_in = visit.ticket.last_number + 1
    return "\n".join(filter(None, (where, wish.note.strip(), words)))


def _agree(visit: Visit, begins: datetime, wish: VisitWish, actor: Actor, now: datetime) -> str:
    """The nearest visit is the appointment, also where this one was it and now comes after it.

    Answers the customer's words where no appointment keeps them: they stay with the note.
    """
    nearer = visit.ticket.visits.filter(state__in=AHEAD, window_from__gt=now, window_from__lte=begins)
    nearest = nearer.exclude(pk=visit.pk).aggregate(at=Min("window_from"))["at"]
    if nearest and nearest == visit.ticket.appointment_at:
        require_customers_word(actor, wish.words)
        return wish.words.strip()
    appoint(visit.ticket, actor=actor, at=nearest or begins, channel=wish.channel, text=wish.words, now=now)
    return ""


def _window(wish: VisitWish, *, may_be_open: bool) -> tuple[datetime | None, datetime | None]:
    """What was agreed is moved or called off, but not forgotten."""
    begins, ends = wish.window_from, wish.window_until
    if begins is None and ends is None and wish.mode == VisitMode.REMOTE and may_be_open:
        return None, None
    if begins is None or ends is None:
        raise WindowMissing.at("window_until" if begins else "window_from")
    if ends <= begins:
        raise WindowBackwards.at("window_until")
    return to_second(begins), to_second(ends)


def _facts(visit: Visit) -> dict[str, Any]:
    window = {"from": visit.window_from, "until": visit.window_until}
    times = {name: to_text(at) for name, at in window.items() if at}
    return times | {"told": [visit.engineer_id]}
