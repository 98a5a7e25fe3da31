"""Any number of tickets from one, made by the database itself.

Every copy is the whole template moved in time: its log with a chain that verifies, its binding, clocks and
firings, a customer of its own. Messages and notices are left out. Nothing about letters, ladders or entries
is written down here.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction

from accounts.models import Customer
from bench.marks import Sql, facts_sql, json_sql
from bench.template import Template
from core.actors import ActorKind
from sla.models import Clock, Firing
from tickets.models import LogEntry, LogText, Ticket

BLOCK = 64  # bytes of SHA-256's block, which HMAC pads its key to
CHUNK = 50_000  # copies written in one transaction


@dataclass(frozen=True, slots=True)
class Planted:
    """Copies that were made: ids of tickets and clocks run on from the first."""

    first_ticket: int
    first_clock: int
    tickets: int
    clocks: int


def plant(template: Template, count: int, *, due_from: datetime, apart: float, chunk: int = CHUNK) -> Planted:
    """`count` copies, their first promises due `apart` seconds after one another (cut to whole seconds)."""
    needs: Mapping[type[models.Model], int] = {
        Customer: 1,
        Ticket: 1,
        LogEntry: len(template.log),
        Clock: len(template.clocks),
    }
    first = {model: _reserve(model, each * count) for model, each in needs.items()}
    shift = due_from - template.due_at
    for begin in range(0, count, chunk):
        with transaction.atomic(), connection.cursor() as cursor:
            # The copies are consistent by construction, and checking each reference takes most of the time.
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(_link_function(settings.LOG_CHAIN_KEY.encode()))
            _Copier(cursor, template).copy(first, shift, apart, begin, min(begin + chunk, count) - 1)
    return Planted(first[Ticket], first[Clock], count, count * len(template.clocks))


def tidy() -> None:
    """What autovacuum has done by the time that a house has so many tickets."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _reserve(model: type[models.Model], count: int) -> int:
    """The first of `count` ids that nobody else will get."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(name, nextval(name) + %s) - %s FROM pg_get_serial_sequence(%s, 'id') name",
            [count, count, model._meta.db_table],  # noqa: SLF001 - Django's public name
        )
        return int(cursor.fetchone()[0])


def _link_function(key: bytes) -> str:
    """`core.chain.link` in the database's own words: the embedded PostgreSQL comes without pgcrypto."""
    padded = (hashlib.sha256(key).digest() if len(key) > BLOCK else key).ljust(BLOCK, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in padded).hex() for pad in (0x36, 0x5C))
    return f"""
        CREATE OR REPLACE FUNCTION pg_temp.link(previous text, facts text) RETURNS text
        LANGUAGE sql IMMUTABLE AS $$
            SELECT encode(sha256('\\x{outer}'::bytea || sha256('\\x{inner}'::bytea
                || convert_to(previous || E'\\n' || facts, 'UTF8'))), 'hex')
        $$"""


class _Copier:
    """Writes some of the copies; the table `copies` says of each its ids, digests and move in time."""

    def __init__(self, cursor: Any, template: Template) -> None:
        self.cursor = cursor
        self.template = template
        self.clocks = {clock.pk: position for position, clock in enumerate(template.clocks)}

    def copy(
        self, first: Mapping[type[models.Model], int], shift: timedelta, apart: float, begin: int, end: int
    ) -> None:
        template = self.template
        self._stage(first, shift, apart, begin, end)
        for row in (template.ticket.customer, template.ticket, *template.clocks, *template.log):
            self._insert(row)
        for row in template.others:
            self._insert(row)
        self.cursor.execute("DROP TABLE copies")

    def _stage(
        self, first: Mapping[type[models.Model], int], shift: timedelta, apart: float, begin: int, end: int
    ) -> None:
        chain, columns, previous = "", "", "''"
        values: list[Any] = []
        for entry in self.template.log:
            facts = facts_sql(entry, self.clocks)
            number = entry.number
            chain += f", LATERAL (SELECT pg_temp.link({previous}, {facts.text}) AS d{number}) l{number}"
            columns += f", d{number}"
            previous = f"d{number}"
            values += facts.values
        self.cursor.execute(
            f"""CREATE TEMP TABLE copies AS SELECT c.*{columns} FROM (
                SELECT %s + i AS ticket_id, %s + i AS customer_id, %s + i * %s AS first_entry,
                    %s + i * %s AS first_clock, %s + make_interval(secs => floor(i * %s)) AS shift
                FROM generate_series(%s::bigint, %s::bigint) i) c {chain}""",  # noqa: S608
            [
                *(first[Ticket], first[Customer], first[LogEntry], len(self.template.log)),
                *(first[Clock], len(self.clocks), shift, apart, begin, end, *values),
            ],
        )

    def _insert(self, row: models.Model) -> None:
        """The row of every copy."""
        fields = [field for field in row._meta.concrete_fields if not field.generated]  # noqa: SLF001
        own = self._own_columns(row)
        columns = {f.column: own[f.column] if f.column in own else self._value(row, f) for f in fields}
        written = {name: sql for name, sql in columns.items() if sql is not None}
        names = ", ".join(f'"{name}"' for name in written)
        expressions = ", ".join(sql.text for sql in written.values())
        self.cursor.execute(
            f'INSERT INTO "{row._meta.db_table}" ({names}) SELECT {expressions} FROM copies c',  # noqa: S608, SLF001
            [value for sql in written.values() for value in sql.values],
        )

    def _value(self, row: models.Model, field: Any) -> Sql | None:
        """What stands in a column, moved in time; None leaves the row's own id to the database."""
        value = getattr(row, field.attname)
        if field.primary_key:
            return None
        if isinstance(value, datetime):
            return Sql("%s::timestamptz + c.shift", (value,))
        if isinstance(field, models.JSONField):
            return json_sql(value, self.clocks)
        return Sql("%s", (value,))

    def _own_columns(self, row: models.Model) -> dict[str, Sql]:
        """Ids, names and digests, in which each copy differs."""
        return {name: Sql(text) for name, text in self._own(row).items()}

    def _own(self, row: models.Model) -> dict[str, str]:
        own: dict[type[models.Model], Callable[[Any], dict[str, str]]] = {
            Customer: lambda _row: {
                "id": "c.customer_id",
                "email": "'bench-' || c.customer_id || '@riverside.example'",
            },
            Ticket: self._own_ticket,
            Clock: lambda row: {"id": f"c.first_clock + {self.clocks[row.pk]}", "ticket_id": "c.ticket_id"},
            LogEntry: self._own_entry,
            LogText: lambda row: {"entry_id": f"c.first_entry + {row.entry.number - 1}"},
            Firing: lambda row: {"clock_id": f"c.first_clock + {self.clocks[row.clock_id]}"},
        }
        return own[type(row)](row) if type(row) in own else {"ticket_id": "c.ticket_id"}

    @staticmethod
    def _own_ticket(row: Ticket) -> dict[str, str]:
        return {
            "id": "c.ticket_id",
            "customer_id": "c.customer_id",
            "number": "'B-' || c.ticket_id",
            "log_head": f"c.d{row.last_number}",
        }

    @staticmethod
    def _own_entry(row: LogEntry) -> dict[str, str]:
        own = {"id": f"c.first_entry + {row.number - 1}", "ticket_id": "c.ticket_id"}
        own |= {"digest": f"c.d{row.number}", "previous": f"c.d{row.number - 1}" if row.previous else "''"}
        return own | ({"actor_id": "c.customer_id"} if row.actor_kind == ActorKind.CUSTOMER else {})
