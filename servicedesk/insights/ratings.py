"""How satisfied customers are: the ratings of the requests that they confirmed in the period (A4.2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.charts import Bar, bars_of
from servicedesk.insights.scope import Scope
from servicedesk.insights.selections import REQUESTS, Figure, list_url
from tickets.selectors.patterns import count_by_rating

SCORES = (5, 4, 3, 2, 1)


@dataclass(frozen=True, slots=True)
class Line:
    score: int
    behind: Figure
    bar: Bar


@dataclass(frozen=True, slots=True)
class Ratings:
    """`rated` of the `confirmed` requests have a rating; `average` is None without any."""

    confirmed: Figure
    rated: Figure
    average: float | None
    lines: Sequence[Line]


def ratings_of(scope: Scope) -> Ratings:
    """The best first; one query."""
    counts = count_by_rating(scope.tickets, REQUESTS["completion"].condition(scope))
    numbers = [counts.get(score, 0) for score in SCORES]
    bars = [bars_of([number], max(numbers))[0] for number in numbers]
    rated = sum(numbers)
    points = sum(score * number for score, number in zip(SCORES, numbers, strict=True))
    return Ratings(
        confirmed=Figure(sum(counts.values()), list_url(scope, "completion")),
        rated=Figure(rated, list_url(scope, "rated")),
        average=points / rated if rated else None,
        lines=[
            Line(score, Figure(number, list_url(scope, "rated", score=score)), bar)
            for score, number, bar in zip(SCORES, numbers, bars, strict=True)
        ],
    )
