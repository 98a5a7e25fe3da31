"""The daily root over all chains, kept outside the database (semantics, section 7)."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from core.moments import from_text, to_text

# No transaction stays open this long, so nothing can be added below the root afterwards.
SETTLED_AFTER = timedelta(minutes=5)

HEADS = """
    SELECT DISTINCT ON (ticket_id) ticket_id, number, digest FROM tickets_logentry
    WHERE recorded_at <= %s ORDER BY ticket_id, number DESC
"""


@dataclass(frozen=True, slots=True)
class Root:
    """One line of the file of roots. `at`: all entries recorded up to then are covered."""

    at: str
    tickets: int
    entries: int
    root: str


def anchor_log(*, now: datetime) -> Root:
    """Compute today's root and append it to the file; answers it, for the mail to management."""
    root = root_at(now - SETTLED_AFTER)
    path = roots_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(root)) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return root


def roots_file() -> Path:
    return Path(settings.LOG_ROOT_DIR) / "roots.jsonl"


def known_roots() -> list[Root]:
    """Every root ever written, oldest first."""
    path = roots_file()
    if not path.exists():
        return []
    return [Root(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line]


def root_at(at: datetime) -> Root:
    """The root over the heads and counts of all chains as they were at `at`."""
    digest = hashlib.sha256()
    tickets = entries = 0
    for ticket_id, number, head in _heads(at):
        digest.update(f"{ticket_id}:{number}:{head}\n".encode())
        tickets, entries = tickets + 1, entries + number
    return Root(to_text(at), tickets, entries, digest.hexdigest())


def recomputed(root: Root) -> Root:
    """What `root` would be today; differs when something below it was changed."""
    return root_at(from_text(root.at))


def _heads(at: datetime) -> Iterator[tuple[int, int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(HEADS, [at])
        yield from cursor
