"""What is open, by priority and age."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise as LazyText

from core.charts import Bar, bars_of
from servicedesk.insights.scope import Scope
from servicedesk.insights.selections import AGES, IS_OPEN, OPEN, Figure, list_url
from tickets.choices import Priority


@dataclass(frozen=True, slots=True)
class Stretch:
    """Tickets of one priority and one age."""

    label: str | LazyText
    figure: Figure
    bar: Bar


@dataclass(frozen=True, slots=True)
class BacklogLine:
    priority: Priority
    total: Figure
    stretches: list[Stretch]


@dataclass(frozen=True, slots=True)
class Backlog:
    total: Figure
    lines: list[BacklogLine]
    ages: list[str | LazyText]


def backlog_of(scope: Scope) -> Backlog:
    """All priorities, empty ones too; one query."""
    ages = {name: Count("pk", filter=condition(scope)) for name, (_label, condition) in AGES.items()}
    by_priority = scope.tickets.filter(IS_OPEN).order_by().values("priority")
    rows: Any = by_priority.annotate(**ages)
    counts = {row["priority"]: [row[name] for name in AGES] for row in rows}
    longest = max((sum(numbers) for numbers in counts.values()), default=0)
    nothing = [0] * len(AGES)
    return Backlog(
        total=Figure(sum(map(sum, counts.values())), list_url(scope, OPEN)),
        lines=[line_of(scope, priority, counts.get(priority, nothing), longest) for priority in Priority],
        ages=[label for label, _condition in AGES.values()],
    )


def line_of(scope: Scope, priority: Priority, numbers: list[int], longest: int) -> BacklogLine:
    stretches = [
        Stretch(label, Figure(number, list_url(scope, OPEN, priority=priority.value, age=name)), bar)
        for (name, (label, _)), number, bar in zip(
            AGES.items(), numbers, bars_of(numbers, longest), strict=True
        )
    ]
    return BacklogLine(
        priority=priority,
        total=Figure(sum(numbers), list_url(scope, OPEN, priority=priority.value)),
        stretches=stretches,
    )
