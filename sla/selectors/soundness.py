"""What still keeps a version from being signed, everything at once (semantics, section 2)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from accounts.models import Branch
from core.errors import DomainError
from core.worktime import Calendar, has_open_time_within
from sla import refusals
from sla.ladders import fault_of
from sla.metrics import RULES, Start
from sla.models import Calendar as WorkingCalendar
from sla.models import CalendarVersion, CommitmentVersion, Promise, VersionState
from sla.rungs import read_ladder
from sla.selectors.timetables import calendar_of_branch, calendar_of_house
from sla.units import Unit
from tickets.choices import Channel, Complexity, Kind, Priority
from tickets.promises import Metric

# What `applies_to` may ask about.
FACTS: Mapping[str, type[Priority | Complexity | Kind | Channel]] = {
    "priority": Priority,
    "complexity": Complexity,
    "kind": Kind,
    "channel": Channel,
}


def what_is_wrong(version: CommitmentVersion, *, start: datetime) -> Iterator[DomainError]:
    """Every reason why `version` cannot come into force at `start`, the most basic first."""
    if version.state != VersionState.DRAFT:
        yield refusals.NotADraft(number=version.number)
        return
    yield from _wrong_with_form(version)
    yield from _wrong_with_scope(version, start)
    promises = list(version.promises.select_related("calendar"))
    if not promises:
        yield refusals.NothingPromised(number=version.number)
    for promise in promises:
        yield from _wrong_with_promise(promise, version, start)


def same_scope(version: CommitmentVersion) -> QuerySet[CommitmentVersion]:
    """The versions that hold for exactly the same requests."""
    return CommitmentVersion.objects.filter(
        Q(customer=version.customer_id) if version.customer_id else Q(customer__isnull=True),
        Q(branch=version.branch_id) if version.branch_id else Q(branch__isnull=True),
        is_internal=version.is_internal,
        product__iexact=version.product,
        kind=version.kind,
    )


def _wrong_with_form(version: CommitmentVersion) -> Iterator[DomainError]:
    if not version.number.strip():
        yield refusals.NumberMissing()
    if not version.party_name.strip():
        yield refusals.PartyMissing(number=version.number)
    signed = CommitmentVersion.objects.filter(commitment=version.commitment_id).exclude(
        state=VersionState.DRAFT
    )
    if not version.reason.strip() and signed.exists():
        yield refusals.ReasonMissing(number=version.number)


def _wrong_with_scope(version: CommitmentVersion, start: datetime) -> Iterator[DomainError]:
    for other in same_scope(version).filter(state=VersionState.SIGNED):
        if other.commitment_id != version.commitment_id:
            yield refusals.ScopeTaken(other=other.number)
        elif other.effective_from is not None and start <= other.effective_from:
            yield refusals.TooEarly(other=other.number)


def _wrong_with_promise(
    promise: Promise, version: CommitmentVersion, start: datetime
) -> Iterator[DomainError]:
    if promise.metric not in RULES:
        yield refusals.MetricUnknown(clause=promise.clause, metric=promise.metric)
        return
    is_of_house = promise.metric == Metric.DEPARTMENT_TASK
    if is_of_house != version.is_internal:
        yield refusals.NotForThisLetter(clause=promise.clause)
        return
    yield from _wrong_with_application(promise, version)
    # A task's due is a time that was set; where no calendar is, the rest counts day and night.
    needs_calendar = not is_of_house or WorkingCalendar.objects.exists()
    if needs_calendar and (promise.unit != Unit.ELAPSED or RULES[promise.metric].is_dated):
        yield from _wrong_with_calendar(promise, version, start)
    for priority in Priority:
        yield from _wrong_with_ladder(promise, priority)


def _wrong_with_application(promise: Promise, version: CommitmentVersion) -> Iterator[DomainError]:
    for fact, values in promise.applies_to.items():
        known = set(FACTS[fact].values) if fact in FACTS else set()
        strange = [value for value in values if value not in known]
        if strange or not values:
            value = strange[0] if strange else ""
            yield refusals.AppliesToNothing(clause=promise.clause, value=value, fact=fact)
    kinds = promise.applies_to.get("kind")
    if version.kind and kinds and version.kind not in kinds:
        yield refusals.OutsideTheScope(clause=promise.clause)
    is_daily = RULES[promise.metric].starts is Start.WORKING_DAY
    if is_daily and promise.applies_to.get("complexity") != [Complexity.COMPLEX.value]:
        yield refusals.DailyForComplexOnly(clause=promise.clause)


def _wrong_with_calendar(
    promise: Promise, version: CommitmentVersion, start: datetime
) -> Iterator[DomainError]:
    own = promise.calendar_id
    applied = _calendars_in(version) if own is None else {"": own}
    for branch, calendar_id in applied.items():
        if calendar_id is None:
            refusal = refusals.CalendarMissing if branch else refusals.NoCalendarAtAll
            yield refusal(clause=promise.clause, branch=branch)
            return
    for name in _never_open(applied.values(), start):
        yield refusals.CalendarNeverOpen(clause=promise.clause, calendar=name)


def _calendars_in(version: CommitmentVersion) -> Mapping[str, int | None]:
    """By the branch's name, which calendar would apply there; a house without branches has the default."""
    branches = Branch.objects.order_by("name")
    mine = branches.filter(pk=version.branch_id) if version.branch_id else branches
    return {branch.name: calendar_of_branch(branch.pk) for branch in mine} or {"": calendar_of_house()}


def _never_open(calendars: Iterable[int | None], start: datetime) -> Iterator[str]:
    for calendar in WorkingCalendar.objects.filter(pk__in=filter(None, calendars)).order_by("name"):
        newest = calendar.versions.order_by("-number").first()
        if newest is None or not _has_hours(newest, start):
            yield calendar.name


def _has_hours(version: CalendarVersion, start: datetime) -> bool:
    rules = Calendar.read(version.zone, version.weekly, version.exceptions)
    return has_open_time_within(rules, start.astimezone(ZoneInfo(version.zone)).date())


def _wrong_with_ladder(promise: Promise, priority: Priority) -> Iterator[DomainError]:
    facts = {"clause": promise.clause, "priority": priority.label}
    try:
        ladder = read_ladder(promise.ladders.get(priority.value, ()))
    except (KeyError, TypeError, ValueError):
        yield refusals.LadderUnreadable(**facts)
        return
    fault = fault_of(ladder)
    if fault is not None:
        yield refusals.OF_FAULT[fault](**facts)
