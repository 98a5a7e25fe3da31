from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import BadInput, Conflict, need
from core.moments import to_text
from tickets.choices import State
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.models.visit import IS_OPEN
from tickets.services.conversation import NothingWritten
from tickets.services.customers_word import require_customers_word
from tickets.services.log import record
from tickets.services.steps import change_state, open_to
from tickets.states import IllegalStep, Step


class AppointmentMustLieAhead(BadInput):
    code = "appointment_must_lie_ahead"
    message = _("An appointment lies ahead. Choose a later time.")


class VisitStandsForIt(Conflict):
    code = "visit_stands_for_it"
    message = _(
        "A visit is planned for this time. Change the visit, or call it off: the appointment follows."
    )


@transaction.atomic
def make_appointment(
    *, actor: Actor, ticket_id: int, at: datetime, channel: str = "web", text: str = "", now: datetime
) -> Ticket:
    """Make the appointment that the customer chose, or move it; the work rests until then.

    By himself, or by staff who write down what he said and on which `channel` (a `ContactChannel`): a time
    that we only propose pauses nothing (semantics, section 3, Pause). Raises NotAllowed, VisitStandsForIt,
    CustomersWordNeeded, AppointmentMustLieAhead, IllegalStep once it is resolved.
    """
    ticket = open_to(actor, Step.SCHEDULE, ticket_id)
    _require_no_visit(ticket)
    appoint(ticket, actor=actor, at=at, channel=channel, text=text, now=now)
    return ticket


def appoint(ticket: Ticket, *, actor: Actor, at: datetime, channel: str, text: str, now: datetime) -> None:
    """The same on the locked ticket, for a visit too."""
    require_customers_word(actor, text)
    if at <= now:
        raise AppointmentMustLieAhead(fields={"at": [str(AppointmentMustLieAhead.message)]})
    # The state goes first, and the entry is the only one: with it the clocks see what they pause for.
    was = change_state(ticket, Step.SCHEDULE, appointment_at=at)
    record(
        ticket,
        actor=actor,
        entry=Entry.APPOINTMENT_MADE,
        payload={"at": to_text(at), "channel": str(channel), "was": was.value},
        text=text.strip(),
        happened_at=now,
    )


@transaction.atomic
def cancel_appointment(*, actor: Actor, ticket_id: int, text: str, now: datetime) -> Ticket:
    """Call the appointment off, with the reason; the pause ends now and the work goes on.

    Raises NotAllowed, VisitStandsForIt, NothingWritten, IllegalStep while no appointment is made.
    """
    ticket = open_to(actor, Step.CANCEL_APPOINTMENT, ticket_id)
    _require_no_visit(ticket)
    need(text, NothingWritten, "text")
    call_off(ticket, actor=actor, text=text, now=now)
    return ticket


def call_off(ticket: Ticket, *, actor: Actor, text: str, now: datetime) -> None:
    """The same on the locked ticket, for a visit too."""
    was_at = ticket.appointment_at
    if was_at is None:
        raise IllegalStep(step=Step.CANCEL_APPOINTMENT.value, state=ticket.standing.label)
    was = change_state(ticket, Step.CANCEL_APPOINTMENT)
    facts = {"was": was.value, "now_is": str(State(ticket.state)), "cause": "appointment_cancelled"}
    record(
        ticket,
        actor=actor,
        entry=Entry.STATE_CHANGED,
        payload=facts | {"at": to_text(was_at)},
        text=text.strip(),
        happened_at=now,
    )


def _require_no_visit(ticket: Ticket) -> None:
    at = ticket.appointment_at
    if at is not None and ticket.visits.filter(IS_OPEN, window_from=at).exists():
        raise VisitStandsForIt
