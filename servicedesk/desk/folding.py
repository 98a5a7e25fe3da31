"""The timeline without its small print: what was merely noted between two messages stands on one line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import ClassVar

from servicedesk.desk.timeline import Line
from tickets.entries import Entry
from tickets.saying import who

# What changes the record and not the matter. Never what was said, what became of a promise, a state.
SMALL = frozenset(
    {
        Entry.OWNER_NAMED,
        Entry.PRIORITY_SET,
        Entry.COMPLEXITY_SET,
        Entry.KIND_SET,
        Entry.UPDATES_SET,
        Entry.FACTS_COMPLETED,
        Entry.SENDER_CONFIRMED,
        Entry.WATCHED,
        Entry.LINKED,
        Entry.UNLINKED,
        Entry.BOUND,
        Entry.ACKNOWLEDGED,
        Entry.CLOCK_STARTED,
        Entry.CLOCK_PAUSED,
        Entry.CLOCK_RESUMED,
        Entry.MESSAGE_ACCEPTED,
    }
)
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Fold:
    """Small changes in a row, by whom and from when to when; it keeps its name while more are added."""

    is_fold: ClassVar = True
    lines: Sequence[Line]

    @property
    def place(self) -> str:
        first = self.lines[0].entry
        return f"{first.ticket_id}-{first.number}"

    @property
    def names(self) -> list[str]:
        """Who made them, each once."""
        return list(dict.fromkeys(who(line.entry) for line in self.lines))

    @property
    def since(self) -> datetime:
        return min(line.entry.happened_at for line in self.lines)

    @property
    def until(self) -> datetime | None:
        """Of the last one, if that is another minute."""
        last = max(line.entry.happened_at for line in self.lines)
        return last if last.replace(second=0, microsecond=0) > self.since else None


def folded(lines: Iterable[Line]) -> list[Line | Fold]:
    """The lines in their order, small ones in a row together."""
    parts: list[Line | Fold] = []
    for is_small, group in groupby(lines, key=_is_small):
        row = list(group)
        parts += [Fold(row)] if is_small and len(row) >= FEWEST else row
    return parts


def _is_small(line: Line) -> bool:
    """Words that somebody wrote stay in sight; what facts were completed with are none."""
    entry = line.entry
    return entry.entry in SMALL and (entry.entry == Entry.FACTS_COMPLETED or not (line.words or line.files))
