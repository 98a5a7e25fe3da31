"""A ticket's clocks and ledger rebuilt from its service log, the policy and the calendar versions alone.

The rules are those of the living: the same steps run over the log from its first entry on. What people did is
read from it; what the engine wrote is worked out anew and compared, entry by entry.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from core.actors import ActorKind
from sla.models import Clock
from sla.rungs import Action
from sla.selectors.terms import PromiseTerms, terms_of
from sla.services.book import Book, Deadlines
from sla.services.firing import fire_one, next_moment
from sla.services.journal import NAMES_OWNER, SYSTEM, named_by, owner_in, raised
from sla.services.reacting import BEGINS, OPENS, STEPS, concerns_clocks, play
from sla.services.settling import settle
from sla.services.shadow import follow, shadow_of
from sla.timing import Moment
from tickets.choices import is_higher
from tickets.entries import Entry
from tickets.models import LogEntry

# Who was told, and when it was noticed, are not worked out anew (semantics, section 7).
NOT_COMPARED = frozenset({"told", "noticed_at", "breach"})
READ = frozenset({*STEPS, Entry.UNBOUND})
A_SECOND = timedelta(seconds=1)

Ids = Mapping[tuple[int | None, int, int], int]


class ReplayJournal:
    """Takes what the rules would write and compares it with what the log says next."""

    def __init__(self, rows: Sequence[LogEntry], ids: Ids) -> None:
        self.rows, self.at = rows, 0
        self.differences: list[str] = []
        self.version_id: int | None = None
        self._ids, self._unknown = ids, count(-1, -1)

    @property
    def next_row(self) -> LogEntry | None:
        return self.rows[self.at] if self.at < len(self.rows) else None

    def write(
        self,
        book: Book,
        entry: Entry,
        payload: Mapping[str, Any],
        *,
        happened_at: datetime,
        recorded_at: datetime,  # noqa: ARG002  # when it was noticed
    ) -> int:
        row = self.next_row
        if row is None or row.entry != entry or not is_ours(row):
            self._differs(f"the log should say “{entry}” ({_words(payload)}) here")
            return 0
        self.at += 1
        said = {**row.payload, "happened_at": row.happened_at}
        meant = {**payload, "happened_at": happened_at}
        for name in sorted({*said, *meant} - NOT_COMPARED):
            if said.get(name) != meant.get(name):
                what = f"{name} is {said.get(name)!r}, not {meant.get(name)!r}"
                self._differs(f"entry {row.number} “{entry}”: {what}")
        follow(book.ticket, row)
        return row.number

    def admit(self, clocks: list[Clock]) -> None:
        for clock in clocks:
            key = (clock.task_number, clock.promise_id, clock.cycle)
            clock.pk = self._ids.get(key) or next(self._unknown)

    def calendar_for(self, book: Book, terms: PromiseTerms) -> int | None:  # noqa: ARG002  # the log says it
        row = self.next_row
        if not terms.needs_calendar or row is None or row.entry != Entry.CLOCK_STARTED:
            return None
        version_id: int | None = row.payload["calendar"]
        return version_id

    def version_of(self, book: Book) -> int | None:  # noqa: ARG002  # of this ticket
        return self.version_id

    def entries(self, book: Book) -> Iterable[LogEntry]:  # noqa: ARG002
        return self.rows[: self.at]

    def show(self, book: Book, deadlines: Deadlines) -> None:
        for name, value in asdict(deadlines).items():
            setattr(book.ticket, name, value)

    def owner_at(self, book: Book, at: datetime, task: int | None = None) -> int:
        named = (named_by(row) for row in self.rows[: self.at] if row.entry in NAMES_OWNER)
        held = owner_in([(at_, owner) for whose, at_, owner in named if whose == task], at)
        return held or book.ticket.owner_id

    def house_terms(self, book: Book, entry: LogEntry) -> PromiseTerms | None:  # noqa: ARG002  # the log says it
        row = self.next_row
        is_its_start = row is not None and row.entry == Entry.CLOCK_STARTED
        if row is None or not is_its_start or row.payload.get("task") != entry.payload["task"]:
            return None
        return terms_of(row.payload["promise"])

    def told(self, book: Book, clock: Clock, moment: Moment) -> list[int]:  # noqa: ARG002
        return []

    def take(self, book: Book, action: Action, *, happened_at: datetime, recorded_at: datetime) -> None:
        if action is Action.REASSIGN:
            self._follow_if(book, Entry.OWNER_NAMED)
            return
        was, now_is = book.ticket.handling_priority, raised(book.ticket, action)
        if is_higher(now_is, was):
            payload = {"was": was, "now_is": now_is.value}
            self.write(book, Entry.PRIORITY_RAISED, payload, happened_at=happened_at, recorded_at=recorded_at)

    def _follow_if(self, book: Book, entry: Entry) -> None:
        row = self.next_row
        if row is not None and row.entry == entry and is_ours(row):
            self.at += 1
            follow(book.ticket, row)

    def _differs(self, what: str) -> None:
        self.differences.append(what)


def is_ours(row: LogEntry) -> bool:
    """Whether the engine wrote the entry."""
    return row.actor_kind == ActorKind.SYSTEM and row.actor_part == SYSTEM.name


def rebuild(rows: Sequence[LogEntry], ids: Ids) -> tuple[Book, ReplayJournal]:
    """The book as the log says it must be. `ids`: the clocks' ids by task, promise and cycle."""
    journal = ReplayJournal(rows, ids)
    book = Book(shadow_of(rows), journal)
    while (row := journal.next_row) is not None:
        if is_ours(row) and row.entry not in READ:
            _refire(book, journal, row)
        else:
            journal.at += 1
            _live_through(book, journal, row)
    return book, journal


def _live_through(book: Book, journal: ReplayJournal, row: LogEntry) -> None:
    """An entry that somebody caused."""
    follow(book.ticket, row)
    if row.entry in BEGINS:
        journal.version_id = row.payload["version"]
    if concerns_clocks(row) and (book.clocks or row.entry in OPENS):
        play(book, row)


def _refire(book: Book, journal: ReplayJournal, row: LogEntry) -> None:
    """An entry of a sweep: the next thing that was due must be what it says."""
    step, at = next_moment(book), journal.at
    if step is not None and step[0].acts_at < row.recorded_at + A_SECOND:
        fire_one(book, *step, row.recorded_at)
        settle(book, happened_at=step[0].at, recorded_at=row.recorded_at)
    if journal.at == at:
        journal.at += 1
        journal.differences.append(f"entry {row.number} “{row.entry}”: nothing of the kind was due")


def overdue(book: Book, swept_at: datetime) -> Iterator[str]:
    """What a finished sweep should have fired and has not; what was said since is for the next one."""
    step, said_at = next_moment(book), book.ticket.last_recorded_at
    is_known = said_at is not None and said_at < swept_at
    if is_known and step is not None and step[0].acts_at <= swept_at:
        moment, clock = step
        yield f"clock {clock.pk}: {moment.kind} of {moment.at:%Y-%m-%d %H:%M:%S} was not fired"


def _words(payload: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in payload.items() if name not in NOT_COMPARED)
