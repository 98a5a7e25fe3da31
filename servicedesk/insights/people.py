"""The table by owner."""

from dataclasses import dataclass

from django.db.models import Count

from accounts.models import User
from servicedesk.insights.scope import Scope
from servicedesk.insights.selections import IS_OPEN, OPEN, Figure, conditions, list_url
from sla.selectors.figures import Counts, count_by_owner

COLUMNS = ("at_risk", "past_due", "due", "kept", "not_kept")


@dataclass(frozen=True, slots=True)
class OwnerLine:
    """One person: open tickets, promises at risk and late now, and the period's promises."""

    person: User
    open: Figure
    figures: dict[str, Figure]

    @property
    def percent(self) -> float | None:
        due, kept = self.figures["due"].number, self.figures["kept"].number
        return int(1000 * kept / due) / 10 if due else None


def lines_by_owner(scope: Scope) -> list[OwnerLine]:
    """Everybody who owns something open or owned something that fell due; most work first. Three queries."""
    open_rows = scope.tickets.filter(IS_OPEN).order_by().values_list("owner_id").annotate(number=Count("pk"))
    open_counts = dict(open_rows)
    counts = count_by_owner(scope.tickets, conditions(scope, *COLUMNS))
    busy = {pk for pk, numbers in counts.items() if any(numbers.values())} | set(open_counts)
    nothing = dict.fromkeys(COLUMNS, 0)
    lines = [
        line_of(scope, person, open_counts.get(person.pk, 0), counts.get(person.pk, nothing))
        for person in User.objects.filter(pk__in=busy).order_by("name")
    ]
    return sorted(lines, key=lambda line: -line.open.number)


def line_of(scope: Scope, person: User, open_count: int, counts: Counts) -> OwnerLine:
    return OwnerLine(
        person=person,
        open=Figure(open_count, list_url(scope, OPEN, owner=person.pk)),
        figures={
            name: Figure(number, list_url(scope, name, owner=person.pk)) for name, number in counts.items()
        },
    )
