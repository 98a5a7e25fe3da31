"""Counts that stop at a thousand: "1,000+" says enough, and a queue must not slow down as it grows."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import IntegerField, QuerySet, Subquery
from django.utils.formats import number_format

from accounts.models import User
from tickets.models import Ticket

CAP = 1000


@dataclass(frozen=True, slots=True)
class Count:
    """A figure for people; `value` is at most one above the cap."""

    value: int

    def __str__(self) -> str:
        shown = number_format(min(self.value, CAP), use_l10n=True, force_grouping=True)
        return f"{shown}+" if self.value > CAP else shown

    def __bool__(self) -> bool:
        return self.value > 0


class CappedCount(Subquery):
    """The number of rows of a query, counted no further than the cap."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS capped)"

    def __init__(self, rows: QuerySet[Ticket]) -> None:
        super().__init__(rows.order_by().values("pk")[: CAP + 1], output_field=IntegerField())


def count_all(queries: Mapping[str, QuerySet[Ticket]], *, reader_id: int) -> dict[str, Count]:
    """All `queries` counted in one round trip, as columns of the reader's own row: it is sure to exist."""
    # annotations get a prefix so that a view may be called like a column
    columns = {f"n_{key}": CappedCount(rows) for key, rows in queries.items()}
    found = User.objects.filter(pk=reader_id).annotate(**columns).values_list(*columns).first()
    return dict(zip(queries, map(Count, found or [0] * len(columns)), strict=True))
