"""Rows of an event log: columns `time,case,activity,resource`, read one by one."""

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.moments import to_second

COLUMNS = ("time", "case", "activity", "resource")


class LogFileError(ValueError):
    """The file is no event log at all; the message says why."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `at`: aware UTC, whole seconds; `line`: its line in the file."""

    line: int
    at: datetime
    case: str
    activity: str
    resource: str


@dataclass(frozen=True, slots=True)
class Malformed:
    """A row that cannot be read, and why."""

    line: int
    why: str


def read_events(path: Path, *, known: Collection[str]) -> Iterator[Event | Malformed]:
    """Every row in its order; `known`: the activities that mean something. Raises LogFileError."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if missing := set(COLUMNS) - set(rows.fieldnames or ()):
            raise LogFileError(f"{path}: the first line lacks the columns {', '.join(sorted(missing))}")
        for row in rows:
            yield _event(rows.line_num, row, known)


def _event(line: int, row: dict[str, str | None], known: Collection[str]) -> Event | Malformed:
    values = {name: (row.get(name) or "").strip() for name in COLUMNS}
    if empty := [name for name in ("time", "case", "activity") if not values[name]]:
        return Malformed(line, f"{', '.join(empty)} missing")
    if values["activity"] not in known:
        return Malformed(line, f"the mapping does not know the activity “{values['activity']}”")
    try:
        at = to_second(datetime.fromisoformat(values["time"]))
    except ValueError:
        return Malformed(line, f"“{values['time']}” is no time with a zone, such as 2026-11-24T12:20:00Z")
    return Event(line, at, values["case"], values["activity"], values["resource"])
