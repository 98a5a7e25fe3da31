"""The ticket as it was before an entry: what was due earlier must not see the change."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tickets.entries import Entry
from tickets.models import LogEntry, Ticket

# Which field the "was" of an entry speaks of. The ladder is always that of the tier it is handled as now.
FIELDS: Mapping[str, str] = {
    Entry.STATE_CHANGED: "state",
    Entry.QUESTION_ASKED: "state",
    Entry.APPOINTMENT_MADE: "state",
    Entry.RESOLVED: "state",
    Entry.CLOSED: "state",
    Entry.MERGED_INTO: "state",
    Entry.REOPENED: "state",
    Entry.COMPLEXITY_SET: "complexity",
    Entry.KIND_SET: "kind",
    Entry.BRANCH_CHANGED: "branch_id",
}


@contextmanager
def as_before(ticket: Ticket, entry: LogEntry) -> Iterator[None]:
    """Within, the ticket has the value that the entry changed; nothing of it may be saved there."""
    field = FIELDS.get(entry.entry)
    if field is None:
        yield
        return
    now_is = getattr(ticket, field)
    setattr(ticket, field, entry.payload["was"])
    try:
        yield
    finally:
        setattr(ticket, field, now_is)
