"""What every step on a visit begins with, and what it refuses (B3.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.actors import Actor
from core.errors import BadInput, Conflict
from core.moments import to_text
from tickets.choices import State, VisitState
from tickets.entries import Entry
from tickets.locks import NoSuchVisit, lock_ticket
from tickets.models import LogEntry, Visit
from tickets.models.visit import AHEAD
from tickets.policies import visit_policy
from tickets.services.log import record
from tickets.services.naming import staff_who_may
from tickets.services.steps import require_unmerged
from tickets.services.visit_sent import ONCE, Sent, When, is_repeat


class VisitElsewhere(Conflict):
    code = "visit_elsewhere"
    message = _("The visit is “{state}”: this step is not possible. Reload to see what changed.")


class EngineerCannotGo(BadInput):
    code = "engineer_cannot_go"
    message = _("This person cannot be sent. Choose somebody of the branch or of the technical department.")


class VisitsOpenAtMerge(Conflict):
    code = "visits_open_at_merge"
    message = _("A visit is still planned on {number}. End it, or call it off, then merge.")


class VisitStep(StrEnum):
    ACCEPT = "accept"
    SET_OUT = "set_out"
    ARRIVE = "arrive"
    LEAVE = "leave"
    CHANGE = "change"
    HAND_ON = "hand_on"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Leg:
    """From which states a step leads where, and the column that keeps when."""

    sources: frozenset[VisitState]
    target: VisitState
    at: str
    entry: Entry


TABLE: Mapping[VisitStep, Leg] = {
    VisitStep.ACCEPT: Leg(
        frozenset({VisitState.PLANNED}), VisitState.ACCEPTED, "accepted_at", Entry.VISIT_ACCEPTED
    ),
    VisitStep.SET_OUT: Leg(
        frozenset({VisitState.ACCEPTED}), VisitState.ON_THE_WAY, "set_out_at", Entry.VISIT_SET_OUT
    ),
    VisitStep.ARRIVE: Leg(
        frozenset({VisitState.ACCEPTED, VisitState.ON_THE_WAY}),
        VisitState.ARRIVED,
        "arrived_at",
        Entry.VISIT_ARRIVED,
    ),
    VisitStep.LEAVE: Leg(frozenset({VisitState.ARRIVED}), VisitState.DONE, "ended_at", Entry.VISIT_DONE),
    VisitStep.CHANGE: Leg(AHEAD, VisitState.PLANNED, "planned_at", Entry.VISIT_CHANGED),
    VisitStep.HAND_ON: Leg(AHEAD, VisitState.PLANNED, "planned_at", Entry.VISIT_HANDED_ON),
    VisitStep.CANCEL: Leg(
        AHEAD | {VisitState.ARRIVED}, VisitState.CANCELLED, "ended_at", Entry.VISIT_CANCELLED
    ),
}


def is_possible(step: VisitStep, visit: Visit) -> bool:
    """Whether the visit's state allows the step; nobody sets out for a remote session."""
    return visit.state in TABLE[step].sources and not (step is VisitStep.SET_OUT and visit.is_remote)


def open_visit(
    actor: Actor, permission: str, ticket_id: int, number: int, sent: Sent = ONCE
) -> tuple[Visit, bool]:
    """Lock the ticket and find its visit; the second answer: this very form was carried out before.

    Raises NoSuchTicket, NoSuchVisit (to strangers too), NotAllowed, AlreadyMerged, SentOtherwise.
    """
    ticket = lock_ticket(ticket_id)
    visit = ticket.visits.select_related("engineer").filter(number=number).first()
    if visit is None:
        raise NoSuchVisit
    visit.ticket = ticket
    if not visit_policy.allows(actor, "view", visit):
        raise NoSuchVisit
    visit_policy.require(actor, permission, visit)
    require_unmerged(ticket)
    return visit, is_repeat(visit, sent)


def require_possible(visit: Visit, step: VisitStep) -> None:
    """Raise VisitElsewhere, naming the state, unless the visit's state allows the step."""
    if not is_possible(step, visit):
        raise VisitElsewhere(state=VisitState(visit.state).label)


def take(
    visit: Visit,
    step: VisitStep,
    *,
    actor: Actor,
    facts: Mapping[str, Any] | None = None,
    text: str = "",
    when: When,
) -> LogEntry:
    """Move the visit along the table, keep when, and log it; its ticket is locked."""
    require_possible(visit, step)
    leg = TABLE[step]
    visit.state = leg.target
    setattr(visit, leg.at, when.happened_at)
    visit.nobody_since = None
    visit.save()
    return log_visit(visit, leg.entry, actor=actor, facts=facts, text=text, when=when)


def log_visit(
    visit: Visit,
    entry: Entry,
    *,
    actor: Actor,
    facts: Mapping[str, Any] | None = None,
    text: str = "",
    when: When,
) -> LogEntry:
    """One entry about the visit, which is saved already."""
    about = {"visit": visit.number, "mode": visit.mode, "engineer": visit.engineer_id}
    return record(
        visit.ticket,
        actor=actor,
        entry=entry,
        payload=about | when.facts | dict(facts or {}),
        text=text,
        happened_at=when.happened_at,
        recorded_at=when.recorded_at,
    )


def engineer_for(visit: Visit, engineer_id: int) -> User:
    """The member of staff, if he may be sent; raises EngineerCannotGo."""
    refusal = EngineerCannotGo.at("engineer")
    return staff_who_may(visit_policy, "make", visit, person_id=engineer_id, otherwise=refusal)


def announced(visit: Visit, now: datetime) -> dict[str, Any]:
    """Its window; `at` as well where an appointment that is not over told the customer who comes."""
    if visit.window_from is None or visit.window_until is None:
        return {}
    begins = to_text(visit.window_from)
    made = visit.ticket.log.filter(entry=Entry.APPOINTMENT_MADE, payload__at=begins)
    is_told = visit.window_until > now and made.exists()
    return {"from": begins, "until": to_text(visit.window_until)} | ({"at": begins} if is_told else {})


def is_the_appointment(visit: Visit) -> bool:
    """Whether the ticket waits for this very visit."""
    ticket = visit.ticket
    return ticket.state == State.SCHEDULED and ticket.appointment_at == visit.window_from
