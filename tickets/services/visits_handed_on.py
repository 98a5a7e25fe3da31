"""No visit that is ahead stays with somebody who will not be there (A2.3, B3.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import F, OuterRef, Q

from accounts.models import Leave, Role, User
from accounts.selectors.leave import covers, leaves_ahead
from accounts.selectors.staff import gone_with
from core.actors import Actor
from core.errors import DomainError
from core.moments import to_second
from tickets.choices import VisitState
from tickets.entries import Entry
from tickets.locks import lock_ticket
from tickets.models import Ticket, Visit
from tickets.models.visit import AHEAD
from tickets.policies import visit_policy
from tickets.selectors.told import holders
from tickets.services.assignment import DISPATCH
from tickets.services.visit_sent import at_once
from tickets.services.visit_steps import VisitStep, announced, log_visit, take

# So many at a time: the next look, half a minute later, goes on.
BATCH = 200
NOT_SET_OUT = AHEAD - {VisitState.ON_THE_WAY}

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Absences:
    """Who will be missing when: leaves that run or are planned, by person."""

    leaves: Mapping[int, list[Leave]]
    now: datetime

    @classmethod
    def known(cls, now: datetime) -> "Absences":
        leaves: dict[int, list[Leave]] = {}
        for leave in leaves_ahead(now):
            leaves.setdefault(leave.person_id, []).append(leave)
        return cls(leaves, now)

    def leave_of(self, person: User, visit: Visit) -> Leave | None:
        """The leave on which he is away in the visit's window; without a window, now."""
        begins, ends = (max(at or self.now, self.now) for at in (visit.window_from, visit.window_until))
        leaves = self.leaves.get(person.pk, ())
        return next((leave for leave in leaves if covers(leave, person, begins, ends)), None)

    def misses(self, person: User, visit: Visit) -> bool:
        return not person.is_active or self.leave_of(person, visit) is not None


def hand_on_visits(*, now: datetime) -> int:
    """Give what absent people are to visit to who takes over from them; answers how many.

    That is the deputy, else who has the request from them, if he may be sent and is there then. Where there
    is nobody, the owner's lead is told once, and the visit shows it until somebody is named. Each is a
    transaction of its own; a look with nobody absent costs two queries.
    """
    away = Absences.known(now)
    ahead = Visit.objects.filter(state__in=AHEAD)
    gone = gone_with(ahead.filter(engineer=OuterRef("pk")))
    rows = ahead.filter(
        Q(engineer__in=list(away.leaves)) | Q(engineer__in=gone) | Q(nobody_since__isnull=False)
    )
    rows = rows.select_related("engineer__branch").order_by(F("nobody_since").asc(nulls_first=True), "pk")
    # most visits of who plans a leave are on other days: they must not take the places of those on it
    found = [visit for visit in rows if _concerns(visit, away)]
    return sum(_look_at(visit, away) for visit in found[:BATCH])


def _concerns(visit: Visit, away: Absences) -> bool:
    return visit.nobody_since is not None or away.misses(visit.engineer, visit)


def _look_at(found: Visit, away: Absences) -> bool:
    try:
        with transaction.atomic():
            return _hand_on(found, away)
    except DomainError as error:
        logger.warning("nobody can go", visit=found.pk, code=error.code)
        return False


def _hand_on(found: Visit, away: Absences) -> bool:
    ticket = lock_ticket(found.ticket_id)
    visit = ticket.visits.select_related("engineer__branch").get(pk=found.pk)
    visit.ticket = ticket
    if visit.state not in AHEAD:
        return False  # somebody was quicker
    if not away.misses(visit.engineer, visit):
        _mark(visit, None)  # his leave was called off, or the visit was moved
        return False
    for person, rule in _who_takes_over(visit, away):
        if _can_go(person, visit) and not away.misses(person, visit):
            name_engineer(visit, person, actor=DISPATCH, rule=rule, now=away.now)
            return True
    if visit.nobody_since is None:
        _tell_the_lead(visit, away.now)
    return False


def _who_takes_over(visit: Visit, away: Absences) -> list[tuple[User, str]]:
    leave, ticket = away.leave_of(visit.engineer, visit), visit.ticket
    people = [(leave.deputy, "deputy")] if leave and leave.deputy else []
    handed = ticket.log.filter(entry=Entry.OWNER_NAMED, payload__was=visit.engineer_id)
    if ticket.owner_id != visit.engineer_id and handed.exists():
        people.append((ticket.owner, "owner"))
    return people


def _can_go(person: User, visit: Visit) -> bool:
    return person.is_active and visit_policy.allows(Actor.user(person), "make", visit)


def hand_over_visits(ticket: Ticket, *, actor: Actor, from_id: int, now: datetime) -> None:
    """Who was given the locked ticket goes to its visits, too, if he may be sent; who has set out arrives."""
    for visit in ticket.visits.filter(state__in=NOT_SET_OUT, engineer=from_id).order_by("number"):
        visit.ticket = ticket
        if ticket.owner_id != from_id and _can_go(ticket.owner, visit):
            name_engineer(visit, ticket.owner, actor=actor, rule="handed_over", now=now)


def name_engineer(visit: Visit, person: User, *, actor: Actor, rule: str, now: datetime) -> None:
    """Let this person go instead, who has to accept it anew; the words about it stay. Its ticket is locked.

    The customer to whom it was announced is told the new name, without e-mail by a call of the owner.
    """
    was, visit.engineer = visit.engineer_id, person
    visit.accepted_at = visit.set_out_at = None
    facts = {"was": was, "rule": rule, "told": sorted({was, person.pk})} | announced(visit, now)
    take(visit, VisitStep.HAND_ON, actor=actor, facts=facts, when=at_once(now))


def _tell_the_lead(visit: Visit, now: datetime) -> None:
    _mark(visit, now)
    told = [person.pk for person in holders(Role.LEAD, visit.ticket)]
    log_visit(visit, Entry.VISIT_NOBODY, actor=DISPATCH, facts={"told": told}, when=at_once(now))


def _mark(visit: Visit, since: datetime | None) -> None:
    visit.nobody_since = to_second(since) if since else None
    visit.save(update_fields=["nobody_since"])
