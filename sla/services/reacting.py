"""Which entry of the service log moves the clocks, and how: one table."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from sla.facts import fact_of, is_question_sent
from sla.services.acknowledge import note_acknowledgement
from sla.services.book import Book, open_books
from sla.services.changing import apply_change
from sla.services.firing import fire
from sla.services.pausing import mind_pauses
from sla.services.rounds import end_clocks, start_round
from sla.services.settling import settle
from sla.services.stopping import stop_clocks
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket

Step: TypeAlias = Callable[[Book, LogEntry], None]

STEPS: Mapping[str, tuple[Step, ...]] = {
    Entry.CONTACTED: (stop_clocks, mind_pauses),
    Entry.CONFIRMED: (stop_clocks, mind_pauses),
    Entry.MESSAGE_ACCEPTED: (stop_clocks, mind_pauses),
    Entry.CUSTOMER_WROTE: (mind_pauses,),
    Entry.FILES_ADDED: (mind_pauses,),
    Entry.STATE_CHANGED: (mind_pauses,),
    Entry.RESOLVED: (mind_pauses,),
    Entry.PRIORITY_SET: (apply_change,),
    Entry.COMPLEXITY_SET: (apply_change,),
    Entry.REOPENED: (mind_pauses, start_round),
    Entry.CLOSED: (mind_pauses, end_clocks),
    Entry.ACKNOWLEDGED: (note_acknowledgement,),
}


def react(ticket: Ticket, entry: LogEntry) -> None:
    """Move the locked ticket's clocks by one log entry.

    What was due before it happened fires first, so the outcome does not depend on when a sweep comes by; what
    a change makes overdue is a breach at once.
    """
    if not _concerns_clocks(entry):
        return
    (book,) = open_books([ticket])
    if not book.clocks:
        return
    at = entry.happened_at
    noticed_at = max(entry.recorded_at, at)
    fire(book, until=at, noticed_at=noticed_at)
    for step in STEPS[entry.entry]:
        step(book, entry)
    settle(book, happened_at=at, recorded_at=noticed_at)
    if fire(book, until=at, noticed_at=noticed_at):
        settle(book, happened_at=at, recorded_at=noticed_at)


def _concerns_clocks(entry: LogEntry) -> bool:
    """Most accepted messages state nothing that matters here; they cost no query."""
    if entry.entry == Entry.MESSAGE_ACCEPTED:
        return bool(fact_of(entry.entry, entry.payload)) or is_question_sent(entry.entry, entry.payload)
    return entry.entry in STEPS
