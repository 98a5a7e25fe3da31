"""Requests and service times (B1.2, B1.3) of each branch, owner or week, as `service_times` defines them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, Q, Value
from django.db.models.functions import TruncWeek

from core.percentiles import DurationPercentile
from sla.selectors.figures import Group
from sla.selectors.service_times import DEFINITIONS, Measure, ended, median_of
from tickets.querysets import TicketQuerySet


@dataclass(frozen=True, slots=True)
class GroupTimes:
    """Of one owner or branch: requests registered, and how long those took whose time ended."""

    registered: int
    response: int
    response_median: timedelta | None
    completion: int
    completion_median: timedelta | None


def registered(since: datetime, until: datetime, now: datetime) -> Q:
    """The requests registered in `[since, until)`."""
    return Q(registered_at__gte=since, registered_at__lt=min(until, now))


def service_times_by(
    tickets: TicketQuerySet, group: Group, since: datetime, until: datetime, now: datetime
) -> dict[int, GroupTimes]:
    """By branch or present owner, for those that have any; one query."""
    arrived = registered(since, until, now)
    response, completion = (ended(measure, since, until, now) for measure in Measure)
    rows: Any = tickets.order_by().filter(arrived | response | completion).values(group.column)
    found = rows.annotate(
        registered=Count("pk", filter=arrived),
        response=Count("pk", filter=response),
        response_median=median_of(Measure.RESPONSE, response),
        completion=Count("pk", filter=completion),
        completion_median=median_of(Measure.COMPLETION, completion),
    )
    names = GroupTimes.__dataclass_fields__
    return {row[group.column]: GroupTimes(**{name: row[name] for name in names}) for row in found}


@dataclass(frozen=True, slots=True)
class WeekTimes:
    """How many requests' time ended in one week, and how long the one in the middle took."""

    number: int
    median: timedelta


def service_times_by_week(
    tickets: TicketQuerySet, since: datetime, now: datetime
) -> dict[Measure, dict[datetime, WeekTimes]]:
    """By week, from Monday in the active zone, in which the time ended; one query for both."""
    response, completion = (_by_week(tickets, measure, since, now) for measure in Measure)
    found: dict[Measure, dict[datetime, WeekTimes]] = {measure: {} for measure in Measure}
    rows: Any = response.union(completion, all=True)
    for row in rows:
        found[Measure(row["measure"])][row["week"]] = WeekTimes(row["number"], row["median"])
    return found


def _by_week(tickets: TicketQuerySet, measure: Measure, since: datetime, now: datetime) -> Any:
    among = ended(measure, since, now, now)
    name, of = Value(measure.value, output_field=CharField()), DEFINITIONS[measure]
    weeks = tickets.order_by().filter(among).values(measure=name, week=TruncWeek(of.ends))
    return weeks.annotate(number=Count("pk"), median=DurationPercentile(of.took, fraction=0.5))
