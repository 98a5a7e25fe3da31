"""The two times that letter B defines, measured exactly so (B1.2, B1.3).

*Response* runs from the request's receipt to the start of service (the first two-way contact, or the start of
a visit or session), *completion* from there to the customer's confirmation of the result. Both count time as
it passes, nights and waits included. A request counts in the period `[since, until)` in which its time
ended; one that was merged into another is measured with that one, which took over its instants. After a
reopening only the last confirmation counts.

*Within the promise* says what the clocks say, so that no figure contradicts the ledger: every promise about
this time that is decided was kept. Requests without such a promise are in neither number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.expressions import Combinable

from core.percentiles import DurationPercentile
from sla.models import Clock, ClockState
from sla.selectors.figures import CLOSED_BEFORE_DUE, NOT_KEPT, past_due
from tickets.choices import State
from tickets.promises import Metric
from tickets.querysets import TicketQuerySet


class Measure(StrEnum):
    RESPONSE = "response"
    COMPLETION = "completion"


@dataclass(frozen=True, slots=True)
class Definition:
    """From which instant of a request to which, and the clocks of the promises about it."""

    begins: str
    ends: str
    promised: Q

    @property
    def took(self) -> Combinable:
        return ExpressionWrapper(F(self.ends) - F(self.begins), DurationField())


# Contact and response of a later cycle are about a reopening, when service had long begun.
DEFINITIONS: Mapping[Measure, Definition] = {
    Measure.RESPONSE: Definition(
        begins="received_at",
        ends="service_started_at",
        promised=Q(promise__metric__in=(Metric.CONTACT, Metric.RESPONSE), cycle=1),
    ),
    Measure.COMPLETION: Definition(
        begins="service_started_at", ends="confirmed_at", promised=Q(promise__metric=Metric.RESOLUTION)
    ),
}


@dataclass(frozen=True, slots=True)
class Times:
    """How long it took `number` requests; `promised` of them have a decided promise, `beyond` missed it."""

    number: int
    median: timedelta | None
    percentile_90: timedelta | None
    promised: int
    beyond: int

    @property
    def within(self) -> int:
        return self.promised - self.beyond


def ended(measure: Measure, since: datetime, until: datetime, now: datetime) -> Q:
    """The requests whose time ended in `[since, until)`."""
    of = DEFINITIONS[measure]
    is_in = {f"{of.ends}__gte": since, f"{of.ends}__lt": min(until, now)}
    return Q(**is_in, merged_into=None) & Q(**{f"{of.begins}__isnull": False})


def waiting(measure: Measure) -> Q:
    """The open requests whose time runs."""
    of = DEFINITIONS[measure]
    return ~Q(state=State.CLOSED) & Q(**{f"{of.begins}__isnull": False, f"{of.ends}__isnull": True})


def within(measure: Measure, now: datetime) -> Q:
    """The requests whose promises about it were all kept, as far as they are decided."""
    return _has_clock(measure, _decided(now)) & ~beyond(measure, now)


def beyond(measure: Measure, now: datetime) -> Q:
    """The requests with a promise about it that was not kept in time."""
    return _has_clock(measure, _decided(now) & NOT_KEPT)


def median_of(measure: Measure, among: Q) -> DurationPercentile:
    """Of the requests `among` these."""
    return DurationPercentile(DEFINITIONS[measure].took, fraction=0.5, filter=among)


def with_time_taken(tickets: TicketQuerySet, measure: Measure) -> TicketQuerySet:
    """With how long it `took` in each row, the longest first."""
    return tickets.annotate(took=DEFINITIONS[measure].took).order_by("-took", "pk")


def count_waiting(tickets: TicketQuerySet) -> dict[Measure, int]:
    """How many requests either time runs for; one query, over the open ones."""
    tallies = {measure.value: Count("pk", filter=waiting(measure)) for measure in Measure}
    row = tickets.order_by().not_closed().aggregate(**tallies)
    return {measure: row[measure.value] for measure in Measure}


def service_times(
    tickets: TicketQuerySet, since: datetime, until: datetime, now: datetime
) -> dict[Measure, Times]:
    """Both, over the requests of `tickets`; one query."""
    counted = {measure: ended(measure, since, until, now) for measure in Measure}
    rows = tickets.order_by().filter(counted[Measure.RESPONSE] | counted[Measure.COMPLETION])
    found: dict[str, Any] = {}
    for measure, among in counted.items():
        found |= {f"{measure}_{name}": value for name, value in _aggregates(measure, among, now).items()}
    row = rows.aggregate(**found)
    return {
        measure: Times(**{name: row[f"{measure}_{name}"] for name in Times.__dataclass_fields__})
        for measure in Measure
    }


def _aggregates(measure: Measure, among: Q, now: datetime) -> dict[str, Any]:
    return {
        "number": Count("pk", filter=among),
        "median": median_of(measure, among),
        "percentile_90": DurationPercentile(DEFINITIONS[measure].took, fraction=0.9, filter=among),
        "promised": Count("pk", filter=among & _has_clock(measure, _decided(now))),
        "beyond": Count("pk", filter=among & beyond(measure, now)),
    }


def _has_clock(measure: Measure, condition: Q) -> Q:
    promised = DEFINITIONS[measure].promised & condition
    return Q(Exists(Clock.objects.filter(promised, ticket=OuterRef("pk"), task_number=None)))


def _decided(now: datetime) -> Q:
    """Kept, or not kept in time. What was rightly cancelled, or is still to be kept, is neither."""
    missed = Q(state=ClockState.CANCELLED) & (Q(due_at__lt=F("stopped_at")) | CLOSED_BEFORE_DUE)
    return Q(state__in=(ClockState.MET, ClockState.MET_LATE)) | past_due(now) | missed
