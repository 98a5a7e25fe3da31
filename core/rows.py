"""Checking a row before it is written, and writing some columns of many rows."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import connection
from django.db.models import Model

from core.errors import BadInput


def update_rows(rows: Sequence[Model], fields: Sequence[str]) -> None:
    """Write these columns of all `rows`, which are of one model and each there once, in one statement.

    Django's `bulk_update` spells out a CASE for every value, which takes longer than the writing itself.
    """
    if not rows or not fields:
        return
    if len(rows) == 1:
        rows[0].save(update_fields=fields)
        return
    meta = type(rows[0])._meta  # noqa: SLF001 - Django's public name
    columns: list[Any] = [meta.get_field(name) for name in fields]
    key, table = meta.pk, meta.db_table
    sets = ", ".join(f'"{column.column}" = new."{column.column}"' for column in columns)
    names = ", ".join(f'"{column.column}"' for column in (key, *columns))
    arrays = ", ".join(f"%s::{column.db_type(connection)}[]" for column in (key, *columns))
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table}" SET {sets} FROM unnest({arrays}) AS new ({names}) '  # noqa: S608 - names of our own
            f'WHERE "{table}"."{key.column}" = new."{key.column}"',
            [_values(rows, column) for column in (key, *columns)],
        )


def _values(rows: Sequence[Model], column: Any) -> list[Any]:
    return [column.get_db_prep_save(getattr(row, column.attname), connection) for row in rows]


def check_row(row: Model, *, with_constraints: bool = True) -> None:
    """Raise BadInput with what is wrong with each field, and at "" with the whole."""
    try:
        row.full_clean(validate_constraints=with_constraints)
    except ValidationError as error:
        fields = {name: list(texts) for name, texts in error.message_dict.items() if name != NON_FIELD_ERRORS}
        rest = error.message_dict.get(NON_FIELD_ERRORS, [])
        raise BadInput(fields=fields | ({"": rest} if rest else {})) from error
