"""Statements that keep their shape, put together once and asked anew each time.

Django makes the SQL of a queryset each time it is asked, which takes several times as long as the database
does for a few rows. What is read for every request (rules, people, letters) is therefore written once, with
`Given` where the values will stand. Nothing but its text is kept: the rows are always those of now.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, Self, TypeAlias, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BigIntegerField, BooleanField, Expression, F, Field, Func, QuerySet

Row = TypeVar("Row")
# Rows as the driver gives them, in the portions in which Django fetches them.
Answer: TypeAlias = Sequence[Sequence[Sequence[Any]]]


class Given(Expression):
    """A value of a prepared statement, named each time it runs: `Given("now", DateTimeField())`."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, *_compiler: Any, **_connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The place of the value; among the parameters stands this very mark.

        A tuple: lookups that change their parameter as they write it (`iexact`, `contains`) fail at once.
        """
        return "%s", (self,)

    def of(self, value: Any) -> Any:
        """The value as the driver gets it."""
        return value


class Numbers(Given):
    """A list of whole numbers, as one text: driver and server would look at each of them by itself."""

    def __init__(self, name: str) -> None:
        super().__init__(name, ArrayField(BigIntegerField()))

    def as_sql(self, *_compiler: Any, **_connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s::bigint[]", (self,)

    def of(self, value: Iterable[int]) -> str:
        return f"{{{','.join(map(str, value))}}}"


class IsOneOf(Func):
    """Whether an expression is among the values of a list that is `Given`."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def among(column: str, given: str) -> IsOneOf:
    """Whether the number in a column, or its row's, is one of the list `given`."""
    return IsOneOf(F(column), Numbers(given))


def named(params: Iterable[Any], given: Mapping[str, Any]) -> list[Any]:
    """The parameters of a statement with its marks replaced; raises KeyError for a value that is missing."""
    return [param.of(given[param.name]) if isinstance(param, Given) else param for param in params]


class Prepared(Generic[Row]):
    """What a queryset gives (rows with those they join, or the columns of a `values_list`), whenever asked.

    `build` makes the queryset at the first use: models must be ready by then. What it would prefetch is not.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Row]]) -> None:
        self._build = build

    def __call__(self, **given: Any) -> list[Row]:
        """The rows for these values; raises KeyError for one that is missing. One query."""
        return list(self._kept.rows(self.answer(given))) if self._kept else []

    def first(self, **given: Any) -> Row | None:
        """The first of them; what asks for one alone says so in its queryset."""
        return next(iter(self(**given)), None)

    def answer(self, given: Mapping[str, Any]) -> Answer:
        """What the database answers for these values, as it came from there."""
        return self._kept.answer(given) if self._kept else []

    @cached_property
    def _kept(self) -> "_Statement | None":
        try:
            return _Statement.of(self._build())
        except EmptyResultSet:  # whatever the values, it finds nothing
            return None


@dataclass(frozen=True)
class _Statement:
    """The compiler of a query when it has done its work, so that Django reads the rows as it always does."""

    iterable: Any
    columns: tuple[str, ...]
    compiler: Any
    sql: str
    params: tuple[Any, ...]
    converters: dict[int, Any]
    has_composites: bool

    @classmethod
    def of(cls, queryset: QuerySet[Any, Any]) -> Self:
        rows: Any = queryset  # what its stub leaves out
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        selected = [column for column, _sql, _alias in compiler.select or ()]
        return cls(
            iterable=rows._iterable_class,  # noqa: SLF001
            columns=rows._fields or (),
            compiler=compiler,
            sql=sql,
            params=tuple(params),
            converters=compiler.get_converters(selected),
            has_composites=compiler.has_composite_fields(selected),
        )

    def answer(self, given: Mapping[str, Any]) -> Answer:
        compiler = self._compiler()
        statement = self.sql, named(self.params, given)
        compiler.as_sql = lambda *_with, **_options: statement
        return list(compiler.execute_sql())

    def rows(self, answer: Answer) -> Iterable[Any]:
        """The rows an answer holds, made anew."""
        compiler = self._compiler()
        compiler.execute_sql = lambda *_type, **_fetch: answer
        compiler.get_converters = lambda _columns: self.converters
        compiler.has_composite_fields = lambda _columns: self.has_composites
        rows: Iterable[Any] = self.iterable(_Asked(compiler, self.columns))
        return rows

    def _compiler(self) -> Any:
        compiler = copy(self.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]  # that of this thread
        return compiler


@dataclass(frozen=True)
class _Asked:
    """What Django's readers of rows want to know of a queryset and its query."""

    compiler: Any
    _fields: tuple[str, ...]
    db: str = DEFAULT_DB_ALIAS
    _known_related_objects: dict[Any, Any] = field(default_factory=dict)

    @property
    def query(self) -> Self:
        return self

    def get_compiler(self, *_alias: Any, **_using: Any) -> Any:
        return self.compiler
