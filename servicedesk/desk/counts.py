"""Counts that stop at a thousand: "1,000+" says enough, and a queue must not slow down as it grows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.utils.formats import number_format

from core.prepared import named

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


@dataclass(frozen=True, slots=True)
class Counting:
    """Several counts as columns of one statement, each no further than the cap; values may be `Given`.

    The statement is put together of the queries' own: as annotations of some row Django would copy and
    resolve each of them several times over, which cost more than the counting.
    """

    names: tuple[str, ...]
    columns: tuple[str, ...]
    params: tuple[Any, ...]

    @classmethod
    def of(cls, queries: Mapping[str, QuerySet[Any]]) -> Self:
        capped = [_capped(rows) for rows in queries.values()]
        columns = tuple(COLUMN % sql for sql, _params in capped)
        return cls(tuple(queries), columns, tuple(value for _sql, params in capped for value in params))

    def __add__(self, other: Self) -> Self:
        return type(self)(self.names + other.names, self.columns + other.columns, self.params + other.params)

    def __call__(self, **given: Any) -> dict[str, Count]:
        """All of them in one query."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(self.columns)}", named(self.params, given))
            return dict(zip(self.names, map(Count, cursor.fetchone()), strict=True))


def _capped(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    """The statement that finds no more of them than are counted, also where it can find none."""
    query = rows.order_by().values("pk")[: CAP + 1].query
    sql, params = query.get_compiler(DEFAULT_DB_ALIAS, elide_empty=False).as_sql()
    return sql, tuple(params)
