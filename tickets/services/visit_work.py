"""What the engineer does on a visit or in a remote session, from his phone (B3.3).

`sent` is the form he sent: sent again because the connection broke, it is carried out once and answered
the same, and it counts from when it was pressed (`visit_sent.when_of`, which says what that raises). Each
step is an entry of the log; none of them is a contact, which only `log_contact` records.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import BadInput, need
from core.files import SentFile
from tickets.choices import PartState
from tickets.entries import Entry
from tickets.models import Ticket, Visit
from tickets.services.attachments import attach, check_files
from tickets.services.sign_off import Signed, count_wrong_code, log_sign_off, require_sign_off
from tickets.services.steps import pass_through
from tickets.services.visit_parts import Part, add_parts
from tickets.services.visit_sent import ONCE, Sent, When, when_of
from tickets.services.visit_steps import (
    VisitStep,
    is_the_appointment,
    log_visit,
    open_visit,
    require_possible,
    take,
)
from tickets.states import Step


class CauseMissing(BadInput):
    code = "visit_cause_missing"
    message = _("Say in one line what the cause of the fault was, or that none was found.")


class MeasuresMissing(BadInput):
    code = "visit_measures_missing"
    message = _("Write down what was done.")


@dataclass(frozen=True, slots=True)
class VisitReport:
    """What was found and done: `cause` in one line, `measures`, the parts used, photos."""

    cause: str
    measures: str
    parts: Sequence[Part] = ()
    photos: Sequence[SentFile] = ()


def accept_visit(*, actor: Actor, ticket_id: int, number: int, sent: Sent = ONCE, now: datetime) -> Visit:
    """The engineer will go. Raises VisitElsewhere."""
    return _go_on(VisitStep.ACCEPT, actor, ticket_id, number, sent, now)


def set_out(*, actor: Actor, ticket_id: int, number: int, sent: Sent = ONCE, now: datetime) -> Visit:
    """He is on the way; the customer sees it. Raises VisitElsewhere, for a remote session too."""
    return _go_on(VisitStep.SET_OUT, actor, ticket_id, number, sent, now)


def arrive(*, actor: Actor, ticket_id: int, number: int, sent: Sent = ONCE, now: datetime) -> Visit:
    """He is there, or the session has begun: the start of service, if nothing was before it (B1.2)."""
    return _go_on(VisitStep.ARRIVE, actor, ticket_id, number, sent, now)


@transaction.atomic
def _go_on(step: VisitStep, actor: Actor, ticket_id: int, number: int, sent: Sent, now: datetime) -> Visit:
    visit, is_repeat = open_visit(actor, "carry_out", ticket_id, number, sent)
    if is_repeat:
        return visit
    when = when_of(visit, sent, now)
    if step is VisitStep.ARRIVE:
        _begin_service(visit, actor, when)
    take(visit, step, actor=actor, when=when)
    return visit


def _begin_service(visit: Visit, actor: Actor, when: When) -> None:
    """Whoever comes early ends the wait for the appointment: the work goes on, and so do its clocks.

    From when he came, not from when his phone could say so (semantics, section 3); a wait that the time of
    the appointment itself has ended meanwhile stays ended then.
    """
    require_possible(visit, VisitStep.ARRIVE)
    ticket = visit.ticket
    if is_the_appointment(visit):
        began = {"now": max(when.happened_at, _waits_since(ticket)), "recorded_at": when.recorded_at}
        pass_through(ticket, Step.GO_ON, actor=actor, cause="appointment_began", **began)
    if ticket.service_started_at is None or when.happened_at < ticket.service_started_at:
        ticket.service_started_at = when.happened_at
        ticket.save(update_fields=["service_started_at"])


def _waits_since(ticket: Ticket) -> datetime:
    """The wait for an appointment may have begun after the visit was planned: the customer moved it."""
    begins = ticket.log.filter(entry__in=[Entry.APPOINTMENT_MADE, Entry.STATE_CHANGED])
    return begins.order_by("-number").values_list("happened_at", flat=True)[0]


def leave_visit(
    *,
    actor: Actor,
    ticket_id: int,
    number: int,
    report: VisitReport,
    signed: Signed,
    sent: Sent = ONCE,
    now: datetime,
) -> Visit:
    """Done: what was found, done and used, and how the customer signed it off.

    A wrong code is counted, so it is refused in a transaction of its own. Raises VisitElsewhere,
    CauseMissing, MeasuresMissing, what `check_files` and `require_sign_off` raise, CodeWrong.
    """
    with transaction.atomic():
        visit, is_repeat = open_visit(actor, "carry_out", ticket_id, number, sent)
        if is_repeat:
            return visit
        require_possible(visit, VisitStep.LEAVE)
        words = _words(report)
        check_files(report.photos)
        when = when_of(visit, sent, now)
        if require_sign_off(visit, signed, when.happened_at):
            _leave(visit, actor, report, words, signed, when)
            return visit
        refusal = count_wrong_code(visit, sent)
    raise refusal


def _words(report: VisitReport) -> str:
    cause = " ".join(need(report.cause, CauseMissing, "cause").split())
    return f"{cause}\n{need(report.measures, MeasuresMissing, 'measures')}"


def _leave(visit: Visit, actor: Actor, report: VisitReport, words: str, signed: Signed, when: When) -> None:
    facts = {"parts": len(report.parts)}
    entry = log_visit(visit, Entry.VISIT_REPORTED, actor=actor, facts=facts, text=words, when=when)
    attach(visit.ticket, entry, report.photos)
    visit.reported_in = entry.number
    add_parts(visit, report.parts, PartState.USED, when.recorded_at)
    log_sign_off(visit, signed, actor=actor, when=when)
    take(visit, VisitStep.LEAVE, actor=actor, facts={"told": [visit.ticket.owner_id]}, when=when)
