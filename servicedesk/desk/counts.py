"""Counts that stop at a thousand: "1,000+" says enough, and a queue must not slow down as it grows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.formats import number_format

CAP = 1000
COLUMN = "(SELECT count(*) FROM (%s) AS capped)"


@dataclass(frozen=True, slots=True)
class Count:
    """A figure for people; `value` is at most one above the cap."""

    value: int

    def __str__(self) -> str:
        shown = number_format(min(self.value, CAP), use_l10n=True, force_grouping=True)
        return f"{shown}+" if self.value > CAP else shown

    def __bool__(self) -> bool:
        return self.value > 0


def count_all(queries: Mapping[str, QuerySet[Any]]) -> dict[str, Count]:
    """All `queries` counted in one round trip, each no further than the cap.

    The statement is put together of the queries' own: as annotations of some row Django would copy and
    resolve each of them several times over, which cost more than the counting.
    """
    capped = [rows.order_by().values("pk")[: CAP + 1].query.sql_with_params() for rows in queries.values()]
    columns = ", ".join(COLUMN % sql for sql, _params in capped)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [value for _sql, params in capped for value in params])
        found = cursor.fetchone()
    return dict(zip(queries, map(Count, found), strict=True))
