"""What a letter that counts working days needs: office hours, further versions of them and of letters."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.actors import Actor
from sla.models import Calendar, CalendarVersion, CommitmentVersion, Promise
from sla.services.numbering import next_number
from sla.services.signing import sign_version

SYSTEM = Actor.system("test")
ZONE = "Asia/Shanghai"
OFFICE = [["09:00", "12:00"], ["13:30", "18:00"]]  # 01:00-04:00 and 05:30-10:00 UTC, seven and a half hours
WEEK = [OFFICE] * 5 + [[], []]


def open_office(now: datetime) -> CalendarVersion:
    """The house's calendar, Monday to Friday, for every branch."""
    calendar = Calendar.objects.create(code="cn-office", name="Office", is_default=True, created_at=now)
    return publish(calendar, now=now)


def publish(
    calendar: Calendar, *, now: datetime, weekly: Any = None, exceptions: Any = None
) -> CalendarVersion:
    """The next version of a calendar. A date maps to its windows, none for a holiday."""
    return CalendarVersion.objects.create(
        calendar=calendar,
        number=calendar.versions.count() + 1,
        zone=ZONE,
        weekly=weekly or WEEK,
        exceptions=exceptions or {},
        made_at=now,
    )


def revise(
    version: CommitmentVersion, change: Callable[[Promise], None], *, now: datetime
) -> CommitmentVersion:
    """The next version of a letter, each promise changed by `change`, signed and in force from `now`."""
    promises = list(version.promises.order_by("position"))
    draft = CommitmentVersion.objects.create(
        commitment=version.commitment,
        number=next_number(now),
        party_name=version.party_name,
        product=version.product,
        reason="better terms",
    )
    for promise in promises:
        promise.pk, promise.version = None, draft
        change(promise)
    Promise.objects.bulk_create(promises)
    return sign_version(actor=SYSTEM, version_id=draft.pk, effective_from=now, now=now)


def with_acts(promise: Promise) -> None:
    """Ladders that also do something: raise at three quarters, hand over when missed, urgent at the limit."""
    acts = {("warning", 750): "raise_priority", ("due", 0): "reassign", ("limit", 0): "urgent"}
    for ladder in promise.ladders.values():
        for rung in ladder:
            if act := acts.get((rung["kind"], rung["share"])):
                rung["act"] = [act]


def longer(factor: float) -> Callable[[Promise], None]:
    """Every amount that is counted in seconds, `factor` times as long."""

    def change(promise: Promise) -> None:
        if promise.unit != "working_days":
            promise.agreed, promise.limit = int(promise.agreed * factor), int(promise.limit * factor)

    return change


def local(text: str) -> datetime:
    """`local("11-24 14:00")`: that instant of 2026, as the office's clock reads it."""
    wall = datetime.fromisoformat(f"2026-{text}")
    return wall.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
