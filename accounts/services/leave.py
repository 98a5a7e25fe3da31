"""Planning leave, with a deputy (D3.3)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Leave, User
from accounts.policies import people
from accounts.selectors.leave import DAY, today_of
from accounts.selectors.staff import possible_owners
from core.actors import Actor
from core.errors import BadInput, NotAllowed, NotFound


class LeaveEndsBeforeItBegins(BadInput):
    code = "leave_ends_before_it_begins"
    message = _("The last day cannot lie before the first.")


class LeaveIsOver(BadInput):
    code = "leave_is_over"
    message = _("These days are over already. Enter days from today on.")


class LeaveOverlaps(BadInput):
    code = "leave_overlaps"
    message = _("There is a leave from {from_on} to {until_on} already. End it first, or choose other days.")


class DeputyCannotStandIn(BadInput):
    code = "deputy_cannot_stand_in"
    message = _("Choose somebody else who works in the same branch.")


class NoSuchLeave(NotFound):
    code = "no_such_leave"
    message = _("This leave does not exist, or it has ended.")


@transaction.atomic
def plan_leave(
    *,
    actor: Actor,
    person_id: int,
    from_on: date,
    until_on: date,
    deputy_id: int | None = None,
    now: datetime,
) -> Leave:
    """Somebody is away from the first to the last day, both included.

    From the first minute on what he has open goes to the deputy, or to whom dispatch names. Raises
    NotAllowed, LeaveEndsBeforeItBegins, LeaveIsOver, LeaveOverlaps, DeputyCannotStandIn.
    """
    person = _lock(actor, person_id)
    if until_on < from_on:
        raise LeaveEndsBeforeItBegins.at("until_on")
    if until_on < today_of(person, now):
        raise LeaveIsOver.at("until_on")
    _refuse_overlap(person, from_on, until_on)
    deputy = _deputy(person, deputy_id)
    return Leave.objects.create(
        person=person,
        from_on=from_on,
        until_on=until_on,
        deputy=deputy,
        planned_by=User.objects.get(pk=actor.pk or 0),
        planned_at=now,
    )


@transaction.atomic
def end_leave(*, actor: Actor, person_id: int, leave_id: int, now: datetime) -> None:
    """He is back today, or does not go at all; what went to others stays with them. Raises NoSuchLeave."""
    person = _lock(actor, person_id)
    today = today_of(person, now)
    leave = Leave.objects.filter(person=person, pk=leave_id, until_on__gte=today).first()
    if leave is None:
        raise NoSuchLeave
    if leave.from_on >= today:
        leave.delete()
        return
    leave.until_on = today - DAY
    leave.save(update_fields=["until_on"])


def _lock(actor: Actor, person_id: int) -> User:
    """The person, locked against another leave at the same time."""
    rows = User.objects.select_for_update(of=("self",), no_key=True).select_related("branch")
    person = rows.filter(pk=person_id, is_active=True).first()
    if person is None:
        raise NotAllowed(permission="plan_leave")
    people.require(actor, "plan_leave", person)
    return person


def _refuse_overlap(person: User, from_on: date, until_on: date) -> None:
    other = Leave.objects.filter(person=person, from_on__lte=until_on, until_on__gte=from_on).first()
    if other is not None:
        raise LeaveOverlaps.at("from_on", from_on=f"{other.from_on}", until_on=f"{other.until_on}")


def _deputy(person: User, deputy_id: int | None) -> User | None:
    if deputy_id is None:
        return None
    deputy = possible_owners(person.branch).exclude(pk=person.pk).filter(pk=deputy_id).first()
    if deputy is None:
        raise DeputyCannotStandIn.at("deputy")
    return deputy
