"""Twelve weeks of the promises kept and of the two service times of letter B (B1.2, B1.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from core.charts import floor_of, path_of
from servicedesk.insights.cards import percent_of, weeks_until
from servicedesk.insights.scope import Scope
from servicedesk.insights.selections import Figure, list_url
from servicedesk.insights.times import NAMES
from sla.selectors.figures import OUTCOMES, count_all_by_week, fell_due
from sla.selectors.service_times import Measure
from sla.selectors.service_times_by import WeekTimes, service_times_by_week

Words = str | LazyText
HOUR = timedelta(hours=1)
NOTHING = Figure(0, "")


@dataclass(frozen=True, slots=True)
class Week:
    """`percent` or `time`, whichever the trend is of; both None where nothing counted in the week."""

    begins: datetime
    behind: Figure
    percent: float | None = None
    time: timedelta | None = None

    @property
    def is_known(self) -> bool:
        return self.percent is not None or self.time is not None


@dataclass(frozen=True, slots=True)
class Trend:
    """`path` for a 100 x 40 view box from `low` at its bottom to `high` at its top."""

    name: str
    title: Words
    definition: Words
    path: str
    low: Week
    high: Week
    weeks: Sequence[Week]

    @property
    def latest(self) -> Week | None:
        return next((week for week in reversed(self.weeks) if week.is_known), None)

    @property
    def before(self) -> Week | None:
        """The known week before the latest one, to compare it with."""
        known = [week for week in self.weeks if week.is_known]
        return known[-2] if len(known) > 1 else None


def trends_of(scope: Scope) -> list[Trend]:
    """Promises first, then response and completion; two queries."""
    mondays = weeks_until(scope)
    return [_promises(scope, mondays), *_times(scope, mondays)]


def _promises(scope: Scope, mondays: Sequence[datetime]) -> Trend:
    among = fell_due(mondays[0], scope.now, scope.now)
    counts = count_all_by_week(scope.tickets, among, {"due": among, "kept": OUTCOMES["kept"]})
    weeks = [
        Week(monday, _behind(scope, "due", monday, numbers["due"]), percent_of(numbers))
        if (numbers := counts.get(monday))
        else Week(monday, NOTHING)
        for monday in mondays
    ]
    shares = [week.percent for week in weeks]
    floor = floor_of(shares)
    return Trend(
        name="promises",
        title=_("Promises kept"),
        definition=_("The share of all promises that fell due in the week and were kept in time."),
        path=path_of(shares, floor, 100),
        low=Week(mondays[0], NOTHING, percent=floor),
        high=Week(mondays[0], NOTHING, percent=100),
        weeks=weeks,
    )


def _times(scope: Scope, mondays: Sequence[datetime]) -> list[Trend]:
    found = service_times_by_week(scope.tickets, mondays[0], scope.now)
    return [_time(scope, measure, found[measure], mondays) for measure in Measure]


def _time(
    scope: Scope, measure: Measure, found: dict[datetime, WeekTimes], mondays: Sequence[datetime]
) -> Trend:
    weeks = [
        Week(monday, _behind(scope, measure, monday, times.number), time=times.median)
        if (times := found.get(monday))
        else Week(monday, NOTHING)
        for monday in mondays
    ]
    hours = [week.time / HOUR if week.time is not None else None for week in weeks]
    highest = _ceiling(max((times.median for times in found.values()), default=HOUR))
    title, definition = NAMES[measure]
    return Trend(
        name=measure,
        title=title,
        definition=definition,
        path=path_of(hours, 0, highest / HOUR),
        low=Week(mondays[0], NOTHING, time=timedelta()),
        high=Week(mondays[0], NOTHING, time=highest),
        weeks=weeks,
    )


def _ceiling(longest: timedelta) -> timedelta:
    """The whole hour that nothing exceeds."""
    return max(-(-longest // HOUR), 1) * HOUR


def _behind(scope: Scope, show: str, monday: datetime, number: int) -> Figure:
    """What is counted in the week, as a list of these seven days."""
    first = monday.date()
    days = {"period": "custom", "since": first.isoformat(), "until": (first + timedelta(days=6)).isoformat()}
    return Figure(number, list_url(scope, show, **days))
