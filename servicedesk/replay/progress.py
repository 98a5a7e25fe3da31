"""How far a replay has come, in the replay's own database, so that it can go on after an interruption.

A row is written in the transaction of its event: either both are there or neither.
"""

from collections import Counter

from django.db import connection

DONE = "done"
CREATE = "CREATE TABLE IF NOT EXISTS replay_outcome (line integer PRIMARY KEY, outcome text NOT NULL)"


def prepare() -> int:
    """Make the table where it is missing; answers the last line that was dealt with, or 0."""
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
        cursor.execute("SELECT coalesce(max(line), 0) FROM replay_outcome")
        return int(cursor.fetchone()[0])


def note(line: int, outcome: str) -> None:
    """The event of `line` is dealt with: done, or not and why."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO replay_outcome VALUES (%s, %s)", [line, outcome])


def outcomes() -> Counter[str]:
    """How many events ended how."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT outcome, count(*) FROM replay_outcome GROUP BY outcome ORDER BY 2 DESC")
        return Counter(dict(cursor.fetchall()))
