"""Who is away, and who stands in."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from accounts.models import Leave, User
from accounts.selectors.branches import zone_of
from core.prepared import Given

DAY = timedelta(days=1)


def today_of(person: User, now: datetime) -> date:
    """The day it is where the person works."""
    return now.astimezone(zone_of(person.branch)).date()


def leaves_on(day: date | Given) -> QuerySet[Leave]:
    """The leaves that this day belongs to."""
    return Leave.objects.filter(from_on__lte=day, until_on__gte=day)


def running_leaves(now: datetime) -> list[Leave]:
    """The leaves of which today is a day where the person works; one query, and one for each zone-less."""
    day = now.date()  # in UTC: elsewhere it is at most a day earlier or later
    near = Leave.objects.filter(from_on__lte=day + DAY, until_on__gte=day - DAY)
    rows = near.select_related("person__branch", "deputy").order_by("pk")
    return [leave for leave in rows if leave.from_on <= today_of(leave.person, now) <= leave.until_on]


def leaves_ahead(now: datetime) -> QuerySet[Leave]:
    """All leaves that run or are planned, with both people; one that ended yesterday may be among them."""
    rows = Leave.objects.filter(until_on__gte=now.date() - DAY)
    return rows.select_related("person__branch", "deputy__branch").order_by("from_on", "pk")


def covers(leave: Leave, person: User, begins: datetime, ends: datetime) -> bool:
    """Whether the leave takes any day, where the person works, from `begins` to `ends`."""
    return leave.from_on <= today_of(person, ends) and today_of(person, begins) <= leave.until_on


def coming_leaves(person: User, now: datetime) -> QuerySet[Leave]:
    """What runs and what is planned, the next first."""
    rows = Leave.objects.filter(person=person, until_on__gte=today_of(person, now))
    return rows.select_related("deputy", "planned_by").order_by("from_on")


def leave_by_person(people: Iterable[User], now: datetime) -> dict[int, Leave]:
    """The running leave of each of these people who is away."""
    ids = {person.pk for person in people}
    return {leave.person_id: leave for leave in running_leaves(now) if leave.person_id in ids}
