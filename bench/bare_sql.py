"""The rows that a sweep wrote, written once more by bare SQL: what the database alone needs for them."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import connection, models, transaction
from django.db.models import Max
from psycopg2.extras import Json, execute_values

from bench.copies import Planted
from notifications.models import Message, StaffAlert
from sla.models import Breach, Clock, Firing
from tickets.models import LogEntry, Ticket

ADDED: tuple[type[models.Model], ...] = (LogEntry, Breach, Firing, Message, StaffAlert)
MOVED: dict[type[models.Model], tuple[str, ...]] = {
    Ticket: (
        *("last_number", "log_head", "last_recorded_at", "updated_at"),
        *("next_due_at", "next_due_metric", "next_risk_at"),
    ),
    Clock: ("fires_at",),
}


@dataclass(frozen=True, slots=True)
class Marks:
    """The highest id of each table before a sweep."""

    ids: dict[type[models.Model], int]

    @classmethod
    def now(cls) -> "Marks":
        return cls({model: _highest(model) for model in ADDED})


@dataclass(frozen=True, slots=True)
class Written:
    """Rows that a sweep added or changed, without their ids, in a form to write for other tickets."""

    added: dict[type[models.Model], tuple[list[str], list[tuple[Any, ...]]]]
    moved: dict[type[models.Model], list[tuple[Any, ...]]]

    @property
    def counts(self) -> dict[str, int]:
        added = {_table(model): len(rows) for model, (_names, rows) in self.added.items()}
        return added | {f"{_table(model)} updated": len(rows) for model, rows in self.moved.items()}


def read_written(since: Marks, done: Planted, twin: Planted) -> Written:
    """What was written since the marks for the copies `done`, as if it were for their `twin`s."""
    added = {model: _added(model, since.ids[model], done, twin) for model in ADDED}
    moved = {model: _moved(model, done, twin) for model in MOVED}
    return Written(added, moved)


def write_bare(written: Written, tickets: int, batch: int) -> float:
    """Write it in as many batches as the sweep needed, each one transaction; answers the seconds."""
    batches = -(-tickets // batch)
    began = time.perf_counter()
    for number in range(batches):
        with transaction.atomic(), connection.cursor() as cursor:
            raw = cursor.cursor
            for model, (names, rows) in written.added.items():
                if part := _share(rows, number, batches):
                    execute_values(raw, _insert(model, names), part, page_size=len(part))
            for model, rows in written.moved.items():
                if part := _share(rows, number, batches):
                    execute_values(raw, _update(model), part, page_size=len(part))
    return time.perf_counter() - began


def _share(rows: Sequence[tuple[Any, ...]], number: int, of: int) -> Sequence[tuple[Any, ...]]:
    return rows[len(rows) * number // of : len(rows) * (number + 1) // of]


def _insert(model: type[models.Model], names: Sequence[str]) -> str:
    return f"INSERT INTO {_table(model)} ({', '.join(names)}) VALUES %s"  # noqa: S608


def _update(model: type[models.Model]) -> str:
    columns = MOVED[model]
    types = {column.column: column.db_type(connection) for column in model._meta.concrete_fields}  # noqa: SLF001
    sets = ", ".join(f"{column} = v.{column}::{types[column]}" for column in columns)
    return (
        f"UPDATE {_table(model)} t SET {sets} FROM (VALUES %s) v (id, {', '.join(columns)}) WHERE t.id = v.id"  # noqa: S608
    )


def _added(
    model: type[models.Model], after: int, done: Planted, twin: Planted
) -> tuple[list[str], list[tuple[Any, ...]]]:
    names = [str(f.column) for f in model._meta.concrete_fields if f.column != "id"]  # noqa: SLF001
    rows = _rows(model).filter(pk__gt=after).order_by("pk").values_list(*names)
    moves: dict[str, Callable[[Any], Any]] = {
        "ticket_id": lambda value: value - done.first_ticket + twin.first_ticket,
        "clock_id": lambda value: value - done.first_clock + twin.first_clock,
        "header_id": lambda _value: f"<{uuid4()}@bench.example>",
    }
    return names, [
        tuple(
            _plain(moves[name](value) if name in moves else value)
            for name, value in zip(names, row, strict=True)
        )
        for row in rows
    ]


def _moved(model: type[models.Model], done: Planted, twin: Planted) -> list[tuple[Any, ...]]:
    is_ticket = model is Ticket
    first, other = (
        (done.first_ticket, twin.first_ticket) if is_ticket else (done.first_clock, twin.first_clock)
    )
    count = done.tickets if is_ticket else done.clocks
    rows = _rows(model).filter(pk__gte=first, pk__lt=first + count).order_by("pk")
    if not is_ticket:
        rows = rows.filter(breach__isnull=False)
    return [(pk - first + other, *values) for pk, *values in rows.values_list("pk", *MOVED[model])]


def _plain(value: Any) -> Any:
    return Json(value) if isinstance(value, (dict, list)) else value


def _table(model: type[models.Model]) -> str:
    return model._meta.db_table  # noqa: SLF001 - Django's public name


def _highest(model: type[models.Model]) -> int:
    return int(_rows(model).aggregate(highest=Max("pk"))["highest"] or 0)


def _rows(model: type[models.Model]) -> models.QuerySet[Any]:
    return model._default_manager.all()  # noqa: SLF001 - Django's public name
