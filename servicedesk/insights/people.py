"""The table by owner."""

from dataclasses import dataclass

from django.db.models import Count

from accounts.models import User
from servicedesk.insights.scope import Scope
from servicedesk.insights.selections import IS_OPEN, OPEN, Figure, conditions, list_url
from sla.selectors.figures import Counts, Group, count_by

COLUMNS = ("at_risk", "past_due", "due", "kept", "not_kept")
URGENT = ("past_due", "at_risk", "not_kept")


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


@dataclass(frozen=True, slots=True)
class Owners:
    """The first few lines, and how many there are in all."""

    lines: list[OwnerLine]
    number: int


def worst_owners(scope: Scope, most: int) -> Owners:
    """Of those who own something open, or something that fell due; most late first. Three queries."""
    open_rows = scope.tickets.filter(IS_OPEN).order_by().values_list("owner_id").annotate(number=Count("pk"))
    opened = dict(open_rows)
    nothing = dict.fromkeys(COLUMNS, 0)
    counts = dict.fromkeys(opened, nothing) | count_by(
        scope.tickets, Group.OWNER, conditions(scope, *COLUMNS)
    )
    worst = sorted(counts, key=lambda pk: (*(-counts[pk][name] for name in URGENT), -opened.get(pk, 0), pk))
    people = User.objects.in_bulk(worst[:most])
    lines = [line_of(scope, people[pk], opened.get(pk, 0), counts[pk]) for pk in worst[:most]]
    return Owners(lines, len(worst))


def line_of(scope: Scope, person: User, open_count: int, counts: Counts) -> OwnerLine:
    return OwnerLine(
        person=person,
        open=Figure(open_count, list_url(scope, OPEN, owner=person.pk)),
        figures={
            name: Figure(number, list_url(scope, name, owner=person.pk)) for name, number in counts.items()
        },
    )
