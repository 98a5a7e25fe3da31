"""One card for each promise: the share kept, what it is made of, and twelve weeks of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.charts import Spark, spark_of
from servicedesk.insights.periods import start_of_day
from servicedesk.insights.scope import Scope
from servicedesk.insights.selections import BY_OUTCOME, Figure, conditions, list_url
from sla.selectors.figures import OUTCOMES, Counts, PromiseKey, count_by_promise, count_by_week, fell_due

WEEKS = 12


@dataclass(frozen=True, slots=True)
class Card:
    """The figures of one promise; `percent` is cut, not rounded, so that 100.0 means all of them."""

    promise: PromiseKey
    figures: dict[str, Figure]
    percent: float
    spark: Spark

    @property
    def is_all_kept(self) -> bool:
        return self.figures["not_kept"].number == 0


def cards_of(scope: Scope) -> list[Card]:
    """The promises that fell due in the period, worst first."""
    counts = count_by_promise(scope.tickets, scope.in_period, conditions(scope, *BY_OUTCOME))
    weeks = weeks_until(scope)
    trends = trends_of(scope, weeks)
    cards = [
        Card(
            promise=key,
            figures={name: figure(scope, key, name, number) for name, number in numbers.items()},
            percent=percent_of(numbers),
            spark=spark_of(weeks, [share_in(trends.get(key, {}), week) for week in weeks]),
        )
        for key, numbers in counts.items()
    ]
    return sorted(cards, key=lambda card: (card.percent, -card.figures["due"].number, card.promise.clause))


def figure(scope: Scope, key: PromiseKey, name: str, number: int) -> Figure:
    return Figure(number, list_url(scope, name, promise=code_of(key)))


def code_of(key: PromiseKey) -> str:
    """A promise in an address, for instance "A2.1,contact,7200"."""
    return f"{key.clause},{key.metric},{key.agreed},{key.unit}"


def percent_of(numbers: Counts) -> float:
    return int(1000 * numbers["kept"] / numbers["due"]) / 10


def weeks_until(scope: Scope) -> list[datetime]:
    """The Mondays that begin the last twelve weeks, this one included."""
    today = scope.now.astimezone(scope.zone).date()
    monday = today - timedelta(days=today.weekday())
    return [start_of_day(monday - timedelta(weeks=back), scope.zone) for back in reversed(range(WEEKS))]


def trends_of(scope: Scope, weeks: list[datetime]) -> dict[PromiseKey, dict[datetime, Counts]]:
    among = fell_due(weeks[0], scope.now, scope.now)
    return count_by_week(scope.tickets, among, {"due": among, "kept": OUTCOMES["kept"]})


def share_in(trend: Mapping[datetime, Counts], week: datetime) -> float | None:
    numbers = trend.get(week)
    return percent_of(numbers) if numbers and numbers["due"] else None
