"""Checking a row before it is written, adding rows, and writing some columns of many rows.

Django's `save`, `bulk_create` and `bulk_update` put their statement together each time, which takes several
times as long as the writing itself. What is written here sends no signal and passes no field's `pre_save`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Self

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import connection
from django.db.models import AutoField, Model

from core.errors import BadInput

# A value of this type goes into such a column as it is; Django would look at it ten times over.
AS_IT_IS: Mapping[str, type] = {
    "BooleanField": bool,
    "DateTimeField": datetime,
    **dict.fromkeys(("CharField", "TextField"), str),
    **dict.fromkeys(("ForeignKey", "OneToOneField", "BigAutoField", "BigIntegerField"), int),
    **dict.fromkeys(("IntegerField", "PositiveIntegerField", "PositiveSmallIntegerField"), int),
}


@dataclass(frozen=True, slots=True)
class _Columns:
    """Some columns of a model: their names in SQL, and what a row says in them."""

    fields: tuple[tuple[Any, str, type | None], ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, fields: Iterable[Any]) -> Self:
        known = tuple((field, field.attname, AS_IT_IS.get(field.get_internal_type())) for field in fields)
        return cls(known, tuple(f'"{field.column}"' for field, _name, _plain in known))

    def values(self, row: Model) -> list[Any]:
        return [
            value if value is None or type(value) is plain else field.get_db_prep_save(value, connection)
            for field, name, plain in self.fields
            for value in (getattr(row, name),)
        ]


@dataclass(frozen=True, slots=True)
class _Addition:
    """The parts of the statement that adds rows of a model."""

    columns: _Columns
    start: str
    places: str
    answer: str

    @classmethod
    @cache
    def of(cls, model: type[Model], *, has_ids: bool) -> Self:
        meta = model._meta  # noqa: SLF001 - Django's public name
        fields = meta.local_concrete_fields
        columns = _Columns.of(field for field in fields if has_ids or not isinstance(field, AutoField))
        return cls(
            columns,
            f'INSERT INTO "{meta.db_table}" ({", ".join(columns.names)}) VALUES ',  # noqa: S608 - names of our own
            f"({', '.join(['%s'] * len(columns.names))})",
            f' RETURNING "{meta.pk.column}"',
        )


def insert_rows(rows: Sequence[Model], *, unless_known: Sequence[str] = ()) -> int:
    """Add new `rows`, which are of one model, in one statement; each learns its id, or all have one already.
    Answers how many.

    `unless_known`: the columns of a unique constraint. What it forbids is left out, and then no row learns
    its id. Raises IntegrityError where another one is broken.
    """
    if not rows:
        return 0
    new = _Addition.of(type(rows[0]), has_ids=rows[0].pk is not None)
    places = ", ".join([new.places] * len(rows))
    known = ", ".join(f'"{column}"' for column in unless_known)
    unless = f" ON CONFLICT ({known}) DO NOTHING" if known else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{new.start}{places}{unless}{new.answer}",
            [value for row in rows for value in new.columns.values(row)],
        )
        ids = cursor.fetchall()
    if len(ids) == len(rows):
        for row, (pk,) in zip(rows, ids, strict=True):
            row.pk, row._state.adding = pk, False  # noqa: SLF001 - as Django leaves a row it saved
    return len(ids)


def update_rows(rows: Sequence[Model], fields: Sequence[str]) -> None:
    """Write these columns of all `rows`, which are of one model and each there once, in one statement."""
    if not rows or not fields:
        return
    meta = type(rows[0])._meta  # noqa: SLF001 - Django's public name
    columns = _Columns.of((*map(meta.get_field, fields), meta.pk))
    values: list[Any] = [columns.values(row) for row in rows]
    if len(rows) == 1:
        sql, (values,) = _update_of_one(meta.db_table, columns), values
    else:
        sql, values = (
            _update_of_many(meta.db_table, columns),
            [list(of_all) for of_all in zip(*values, strict=True)],
        )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _update_of_one(table: str, columns: _Columns) -> str:
    *names, key = columns.names
    sets = ", ".join(f"{name} = %s" for name in names)
    return f'UPDATE "{table}" SET {sets} WHERE {key} = %s'  # noqa: S608 - names of our own


def _update_of_many(table: str, columns: _Columns) -> str:
    *names, key = columns.names
    sets = ", ".join(f"{name} = new.{name}" for name in names)
    arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field, _name, _plain in columns.fields)
    return (
        f'UPDATE "{table}" SET {sets} FROM unnest({arrays}) AS new ({", ".join(columns.names)}) '  # noqa: S608 - names of our own
        f'WHERE "{table}".{key} = new.{key}'
    )


def check_row(row: Model, *, with_constraints: bool = True) -> None:
    """Raise BadInput with what is wrong with each field, and at "" with the whole."""
    try:
        row.full_clean(validate_constraints=with_constraints)
    except ValidationError as error:
        fields = {name: list(texts) for name, texts in error.message_dict.items() if name != NON_FIELD_ERRORS}
        rest = error.message_dict.get(NON_FIELD_ERRORS, [])
        raise BadInput(fields=fields | ({"": rest} if rest else {})) from error
