"""How well promises are kept: conditions that count clocks, and the very same conditions that list them.

The *share kept* of a promise in a period = met / all clocks whose due lies in the period and that were not
rightly cancelled, plus those ended by closing without the customer's confirmation. What is open past its due
is in the denominator; what is not yet due never counts (semantics, section 3). A period is `[since, until)`,
and nothing after `now` is looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncWeek
from django.utils.functional import Promise as LazyText

from sla.models import LIVE, Clock, ClockState, EndCause
from sla.wording import amount_lazy, short_of, title_of
from tickets.querysets import TicketQuerySet

Counts = dict[str, int]


class Group(StrEnum):
    """By what figures are told apart."""

    OWNER = "owner"
    BRANCH = "branch"

    @property
    def column(self) -> str:
        return f"{self}_id"


class Outcome(StrEnum):
    """What became of a promise that fell due; each clock has exactly one."""

    KEPT = "kept"
    LATE = "late"  # kept, but after its due
    MISSED = "missed"  # ended without being kept
    OPEN = "open"  # past its due and still not kept


OUTCOMES: Mapping[str, Q] = {
    Outcome.KEPT: Q(state=ClockState.MET),
    Outcome.LATE: Q(state=ClockState.MET_LATE),
    Outcome.MISSED: Q(state=ClockState.CANCELLED),
    Outcome.OPEN: LIVE,
}
NOT_KEPT = ~OUTCOMES[Outcome.KEPT]

# A promise is due when its time is up, or when we gave it up before.
COUNTED_AT = Coalesce("due_at", "stopped_at")
CLOSED_BEFORE_DUE = Q(end_cause=EndCause.CLOSED_UNCONFIRMED) & (
    Q(due_at__isnull=True) | Q(due_at__gte=F("stopped_at"))
)


def fell_due(since: datetime, until: datetime, now: datetime) -> Q:
    """The clocks that count in `[since, until)`. One cancelled after its due was missed all the same."""
    end = min(until, now)
    cancelled_in_time = Q(state=ClockState.CANCELLED) & Q(due_at__gte=F("stopped_at"))
    by_due = Q(due_at__gte=since, due_at__lt=end) & ~cancelled_in_time
    return by_due | (CLOSED_BEFORE_DUE & Q(stopped_at__gte=since, stopped_at__lt=end))


def at_risk(now: datetime) -> Q:
    """Past its first warning and can still be kept."""
    return due_from(now) & Q(risk_at__lte=now)


def due_until(now: datetime, until: datetime) -> Q:
    """Running, and due in `[now, until]`."""
    return due_from(now) & Q(due_at__lte=until)


def due_from(now: datetime) -> Q:
    """Running, and not yet past its due."""
    return Q(state=ClockState.RUNNING, due_at__gte=now)


def past_due(now: datetime) -> Q:
    """Not kept yet, and late already."""
    return LIVE & Q(due_at__lt=now)


@dataclass(frozen=True, slots=True)
class PromiseKey:
    """The same promise in all versions of all letters: clause, metric and time agreed."""

    clause: str
    metric: str
    agreed: int
    unit: str

    COLUMNS: ClassVar[tuple[str, ...]] = (
        "promise__clause",
        "promise__metric",
        "promise__agreed",
        "promise__unit",
    )

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "PromiseKey":
        return cls(*(row[column] for column in cls.COLUMNS))

    @property
    def short(self) -> str | LazyText:
        return short_of(self.metric)

    @property
    def title(self) -> str | LazyText:
        return title_of(self.metric, self.agreed, self.unit)

    @property
    def amount(self) -> str | LazyText:
        return amount_lazy(self.agreed, self.unit)

    @property
    def condition(self) -> Q:
        values = (self.clause, self.metric, self.agreed, self.unit)
        return Q(**dict(zip(self.COLUMNS, values, strict=True)))


def clocks_of(tickets: TicketQuerySet, condition: Q) -> QuerySet[Clock]:
    """The clocks of `tickets` that fulfil `condition`, first due first, with what a row of a list shows."""
    related = ("promise", "breach", "ticket__customer", "ticket__owner", "ticket__branch")
    return _clocks(tickets).filter(condition).select_related(*related).order_by(COUNTED_AT, "pk")


def count(tickets: TicketQuerySet, conditions: Mapping[str, Q]) -> Counts:
    """How many clocks of `tickets` fulfil each condition; one query for all of them."""
    return _clocks(tickets).filter(_any_of(conditions)).aggregate(**_tallies(conditions))


def count_by(tickets: TicketQuerySet, group: Group, conditions: Mapping[str, Q]) -> dict[int, Counts]:
    """The same by the tickets' branch or present owner, for those that have any; one query."""
    column = f"ticket__{group.column}"
    rows: Any = _clocks(tickets).filter(_any_of(conditions)).values(column).annotate(**_tallies(conditions))
    return {row[column]: {name: row[name] for name in conditions} for row in rows.order_by()}


def count_by_promise(
    tickets: TicketQuerySet, among: Q, conditions: Mapping[str, Q]
) -> dict[PromiseKey, Counts]:
    """The same by promise, for promises that have a clock `among` these; one query."""
    rows = _clocks(tickets).filter(among).values(*PromiseKey.COLUMNS).annotate(**_tallies(conditions))
    return {PromiseKey.of(row): {name: row[name] for name in conditions} for row in rows.order_by()}


def count_by_week(
    tickets: TicketQuerySet, among: Q, conditions: Mapping[str, Q]
) -> dict[PromiseKey, dict[datetime, Counts]]:
    """The same by promise and week, weeks beginning on Monday in the active zone; one query."""
    weeks = _clocks(tickets).filter(among).annotate(week=TruncWeek(COUNTED_AT))
    found: dict[PromiseKey, dict[datetime, Counts]] = {}
    for row in weeks.values(*PromiseKey.COLUMNS, "week").annotate(**_tallies(conditions)).order_by():
        found.setdefault(PromiseKey.of(row), {})[row["week"]] = {name: row[name] for name in conditions}
    return found


def count_all_by_week(
    tickets: TicketQuerySet, among: Q, conditions: Mapping[str, Q]
) -> dict[datetime, Counts]:
    """The same by week alone, all promises together; one query."""
    weeks = _clocks(tickets).filter(among).annotate(week=TruncWeek(COUNTED_AT)).values("week")
    rows: Any = weeks.annotate(**_tallies(conditions)).order_by()
    return {row["week"]: {name: row[name] for name in conditions} for row in rows}


def _clocks(tickets: TicketQuerySet) -> QuerySet[Clock]:
    return Clock.objects.filter(ticket__in=tickets.order_by().values("pk"), task_number=None)


def _any_of(conditions: Mapping[str, Q]) -> Q:
    """What none of them counts is not read: the cost grows with the period, not with the years."""
    return reduce(or_, conditions.values())


def _tallies(conditions: Mapping[str, Q]) -> dict[str, Count]:
    return {name: Count("pk", filter=condition) for name, condition in conditions.items()}
