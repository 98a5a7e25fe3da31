"""Working calendars change by publishing a new version; running clocks keep the one they have."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch
from core.actors import Actor, ActorKind
from core.errors import BadInput, Conflict, NotAllowed
from core.moments import to_second
from core.worktime import Calendar as Rules
from core.worktime import has_open_time_within
from sla.calendar_notes import clean_notes
from sla.models import BranchCalendar, Calendar, CalendarVersion
from sla.policies import calendar_policy, hours_policy, may_create_calendars
from sla.selectors.calendars import NoSuchCalendar, calendars_of_other_zone_data, current_version
from sla.zone_data import zone_data_version

ZONE_DATA_REASON = "Time-zone database {old} -> {new}"


class CalendarUnreadable(BadInput):
    code = "calendar_unreadable"
    message = _("The hours cannot be read: {why}. Correct them and publish again.")


class CalendarNeverOpens(BadInput):
    code = "calendar_never_opens"
    message = _("These hours have no open time in the next five years. Add at least one window.")


class ReasonMissing(BadInput):
    code = "calendar_reason_missing"
    message = _("Say why the calendar changes; the reason stays with the version.")


class CalendarMovedOn(Conflict):
    code = "calendar_moved_on"
    message = _(
        "Version {number} was published while you were writing. Compare it with what you entered, then "
        "publish again."
    )


class CodeTaken(Conflict):
    code = "calendar_code_taken"
    message = _("There is a calendar “{calendar}” already. Choose another code.")


@transaction.atomic
def create_calendar(
    *, actor: Actor, code: str, name: str, branch_id: int | None = None, now: datetime
) -> Calendar:
    """A calendar without a version yet, for `branch_id` if given.

    A branch manager makes one for the own branch. Raises NotAllowed, CodeTaken.
    """
    if not may_create_calendars(actor):
        raise NotAllowed(permission="create")
    if branch_id is None and actor.branch_id is not None and not actor.is_system:
        calendar_policy.require(actor, "make_default", Calendar(code=code))
    calendar, is_new = Calendar.objects.get_or_create(
        code=code, defaults={"name": name, "created_at": to_second(now)}
    )
    if not is_new:
        raise CodeTaken(calendar=code)
    if branch_id is not None:
        set_branch_calendar(actor=actor, branch_id=branch_id, calendar_id=calendar.pk)
    return calendar


@transaction.atomic
def publish_version(
    *,
    actor: Actor,
    calendar_id: int,
    zone: str,
    weekly: Sequence[Any],
    exceptions: Mapping[str, Any],
    notes: Mapping[str, Any],
    reason: str,
    base_number: int,
    now: datetime,
) -> CalendarVersion:
    """Publish the next version of a calendar; content that is the newest already publishes nothing.

    `base_number` is the version that was edited, 0 before the first. Raises NotAllowed, CalendarUnreadable,
    CalendarNeverOpens, ReasonMissing, CalendarMovedOn.
    """
    calendar = _lock(calendar_id)
    calendar_policy.require(actor, "publish", calendar)
    content = _content(zone, weekly, exceptions, notes, now)
    newest = current_version(calendar.pk)
    if newest is not None and all(getattr(newest, name) == value for name, value in content.items()):
        return newest  # repeated clicks and retried requests are not history
    if newest is not None and newest.number != base_number:
        raise CalendarMovedOn(number=newest.number)
    if newest is not None and not reason.strip():
        raise ReasonMissing(fields={"reason": [str(ReasonMissing.message)]})
    return CalendarVersion.objects.create(
        calendar=calendar,
        number=newest.number + 1 if newest else 1,
        reason=reason.strip(),
        made_by_id=actor.pk if actor.kind is ActorKind.STAFF else None,
        made_at=to_second(now),
        **content,
    )


@transaction.atomic
def set_branch_calendar(*, actor: Actor, branch_id: int, calendar_id: int | None) -> None:
    """Let a branch work by a calendar, or (None) by the default one again; raises NotAllowed.

    For clocks that start from now on; running ones keep theirs.
    """
    branch = Branch.objects.select_for_update(no_key=True).get(pk=branch_id)
    hours_policy.require(actor, "set_calendar", branch)
    if calendar_id is None:
        BranchCalendar.objects.filter(branch=branch).delete()
    else:
        BranchCalendar.objects.update_or_create(branch=branch, defaults={"calendar_id": calendar_id})


@transaction.atomic
def make_default(*, actor: Actor, calendar_id: int) -> Calendar:
    """Let every branch without a calendar of its own work by this one; raises NotAllowed."""
    calendar = _lock(calendar_id)
    calendar_policy.require(actor, "make_default", calendar)
    if not calendar.is_default:
        Calendar.objects.filter(is_default=True).update(is_default=False)
        calendar.is_default = True
        calendar.save(update_fields=["is_default"])
    return calendar


def republish_for_zone_data(*, actor: Actor, now: datetime) -> list[CalendarVersion]:
    """Publish anew what was made with another time-zone database (semantics, section 1)."""
    return [
        publish_version(
            actor=actor,
            calendar_id=old.calendar_id,
            zone=old.zone,
            weekly=old.weekly,
            exceptions=old.exceptions,
            notes=old.notes,
            reason=ZONE_DATA_REASON.format(old=old.zone_data or "?", new=zone_data_version()),
            base_number=old.number,
            now=now,
        )
        for old in calendars_of_other_zone_data()
    ]


def _lock(calendar_id: int) -> Calendar:
    calendar = Calendar.objects.select_for_update(no_key=True).filter(pk=calendar_id).first()
    if calendar is None:
        raise NoSuchCalendar(calendar=calendar_id)
    return calendar


def _content(
    zone: str, weekly: Sequence[Any], exceptions: Mapping[str, Any], notes: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """What a version consists of, in its stored form."""
    try:
        rules = Rules.read(zone, weekly, exceptions)
    except ValueError as problem:
        raise CalendarUnreadable(why=problem) from problem
    if not has_open_time_within(rules, now.astimezone(ZoneInfo(zone)).date()):
        raise CalendarNeverOpens
    content = rules.as_data()
    return content | {
        "notes": clean_notes(notes, content["exceptions"]),
        "zone_data": zone_data_version(),
    }
