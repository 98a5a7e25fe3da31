"""Figures by branch and by owner, the worst first; every number leads to the list behind it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch, User
from core.spans import short_span
from servicedesk.insights.cards import percent_of
from servicedesk.insights.scope import Scope
from servicedesk.insights.selections import Figure, conditions, list_url
from sla.selectors.figures import Counts, Group, count_by
from sla.selectors.service_times_by import GroupTimes, service_times_by

Words = str | LazyText
PROMISES: Mapping[str, Words] = {
    "due": _("Fell due"),
    "kept": _("Kept"),
    "late": _("Kept late"),
    "missed": _("Missed"),
    "open_late": _("Late and open"),
}


class Column(NamedTuple):
    """A heading, and in what a sheet counts."""

    heading: Words
    unit: Words = ""


MINUTES = _("minutes")
REQUESTS, SHARE = Column(_("Requests")), Column(_("Share kept"), "%")
RESPONSE, COMPLETION = Column(_("Response, median"), MINUTES), Column(_("Completion, median"), MINUTES)
COLUMNS: Sequence[Column] = (REQUESTS, *map(Column, PROMISES.values()), SHARE, RESPONSE, COMPLETION)
NO_PROMISES: Counts = dict.fromkeys(PROMISES, 0)
NO_TIMES = GroupTimes(0, 0, None, 0, None)


@dataclass(frozen=True, slots=True)
class Cell:
    """A count, a share in percent or a length of time; `behind` is the list of what it is made of."""

    heading: Words
    value: int | float | timedelta | None
    behind: Figure

    @property
    def text(self) -> str:
        if isinstance(self.value, timedelta):
            return short_span(int(self.value.total_seconds()))
        return f"{self.value} %" if isinstance(self.value, float) else str(self.value or 0)

    @property
    def is_time(self) -> bool:
        return isinstance(self.value, timedelta)


@dataclass(frozen=True, slots=True)
class Standing:
    """The numbers of one branch or owner, before anybody asks for the name."""

    pk: int
    counts: Counts
    times: GroupTimes

    @property
    def percent(self) -> float | None:
        return percent_of(self.counts) if self.counts["due"] else None

    @property
    def order(self) -> tuple[float, int, int]:
        """The lowest share first; whoever had nothing due comes last."""
        return (101.0 if self.percent is None else self.percent, -self.counts["due"], self.pk)


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    cells: list[Cell]


def standings(scope: Scope, group: Group) -> list[Standing]:
    """All who had a request or a promise in the period, the worst first; two queries for any number."""
    period = scope.period
    times = service_times_by(scope.tickets, group, period.since, period.until, scope.now)
    counts = count_by(scope.tickets, group, conditions(scope, *PROMISES))
    found = [Standing(pk, counts.get(pk, NO_PROMISES), times.get(pk, NO_TIMES)) for pk in {*times, *counts}]
    return sorted(found, key=lambda standing: standing.order)


def lines_of(scope: Scope, group: Group, shown: Sequence[Standing]) -> Iterator[Line]:
    """With their names; one query."""
    names = names_of(group, [standing.pk for standing in shown])
    for standing in shown:
        yield Line(names[standing.pk], list(cells_of(scope, group, standing)))


def names_of(group: Group, keys: Sequence[int]) -> dict[int, str]:
    rows: QuerySet[Any] = User.objects.all() if group is Group.OWNER else Branch.objects.all()
    return dict(rows.filter(pk__in=keys).values_list("pk", "name"))


def cells_of(scope: Scope, group: Group, standing: Standing) -> Iterator[Cell]:
    """One for each of COLUMNS."""
    counts, times = standing.counts, standing.times

    def behind(show: str, number: int) -> Figure:
        return Figure(number, list_url(scope, show, **{str(group): standing.pk}))

    yield Cell(REQUESTS.heading, times.registered, behind("registered", times.registered))
    for name, heading in PROMISES.items():
        yield Cell(heading, counts[name], behind(name, counts[name]))
    yield Cell(SHARE.heading, standing.percent, behind("due", counts["due"]))
    yield Cell(RESPONSE.heading, times.response_median, behind("response", times.response))
    yield Cell(COMPLETION.heading, times.completion_median, behind("completion", times.completion))
