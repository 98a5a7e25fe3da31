"""Data of a template as SQL: the same JSON for every copy, but for ids and instants.

An expression is over a row `c` of the table of copies (`bench/copies.py`).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.actors import ActorKind
from core.chain import canonical
from core.moments import from_text
from tickets.models import LogEntry
from tickets.services.log import facts_of

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
MARK = re.compile(r'"@(ticket|customer|clock|at):?([^@"]*)@"')
OF_COPY = {
    "ticket": "c.ticket_id::text",
    "customer": "c.customer_id::text",
    "clock": "(c.first_clock + %s)::text",
    "at": """'"' || to_char((%s + c.shift) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || '"'""",
}


@dataclass(frozen=True, slots=True)
class Sql:
    """An expression and its parameters."""

    text: str
    values: tuple[Any, ...] = ()


def facts_sql(entry: LogEntry, clocks: Mapping[int, int]) -> Sql:
    """What the chain vouches for, as the text it is computed from; `clocks`: position by id."""
    facts = facts_of(entry)
    if entry.actor_kind == ActorKind.CUSTOMER:
        facts["actor"] = [facts["actor"][0], "@customer:@", facts["actor"][2]]
    return _sql(canonical(_marked(facts, clocks)).decode())


def json_sql(value: Any, clocks: Mapping[int, int]) -> Sql:
    """A value of a JSON column."""
    sql = _sql(json.dumps(_marked(value, clocks), ensure_ascii=False))
    return Sql(f"({sql.text})::jsonb", sql.values)


def _marked(value: Any, clocks: Mapping[int, int], key: str = "") -> Any:
    """The same data with a mark wherever copies differ."""
    match value:
        case dict():
            return {name: _marked(item, clocks, name) for name, item in value.items()}
        case list():
            return [_marked(item, clocks) for item in value]
        case str() if INSTANT.fullmatch(value):
            return f"@at:{value}@"
        case int() if key in {"ticket", "customer"}:
            return f"@{key}:@"
        case int() if key == "clock":
            return f"@clock:{clocks[value]}@"
        case _:
            return value


def _sql(text: str) -> Sql:
    parts: list[str] = []
    values: list[Any] = []
    end = 0
    for mark in MARK.finditer(text):
        what, detail = mark.groups()
        parts += ["%s::text", OF_COPY[what]]
        values.append(text[end : mark.start()])
        if detail:
            values.append(from_text(detail) if what == "at" else int(detail))
        end = mark.end()
    return Sql(" || ".join([*parts, "%s::text"]), (*values, text[end:]))
