"""When requests come: each hour of the week, on the clock of the branch or the reader."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.charts import step_of
from servicedesk.insights.scope import Scope
from servicedesk.insights.selections import REQUESTS, Figure, list_url
from tickets.selectors.patterns import count_by_hour

DAYS, HOURS = range(1, 8), range(24)


@dataclass(frozen=True, slots=True)
class Cell:
    """`step`: 0 for none to 4 for the most."""

    weekday: int
    hour: int
    behind: Figure
    step: int


@dataclass(frozen=True, slots=True)
class Arrivals:
    """`rows`: each hour from midnight on, with its seven days from Monday on."""

    total: Figure
    rows: Sequence[Sequence[Cell]]

    @property
    def busiest(self) -> Cell:
        """The first of those with the most."""
        return max((cell for row in self.rows for cell in row), key=lambda cell: cell.behind.number)


def arrivals_of(scope: Scope) -> Arrivals:
    """The requests registered in the period, by the hour they were received in; one query."""
    counts = count_by_hour(scope.tickets, REQUESTS["registered"].condition(scope))
    most = max(counts.values(), default=0)

    def cell(weekday: int, hour: int) -> Cell:
        number = counts.get((weekday, hour), 0)
        behind = Figure(number, list_url(scope, "registered", weekday=weekday, hour=hour))
        return Cell(weekday, hour, behind, step_of(number, most))

    return Arrivals(
        total=Figure(sum(counts.values()), list_url(scope, "registered")),
        rows=[[cell(day, hour) for day in DAYS] for hour in HOURS],
    )
