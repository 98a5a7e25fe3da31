"""Which entry of the service log moves the clocks, and how: one table."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from sla.facts import facts_in, is_question_sent, was_returned
from sla.metrics import Start
from sla.services.before import as_before
from sla.services.book import Book, open_books, starts_of
from sla.services.changing import apply_change
from sla.services.firing import enter_late, fire
from sla.services.journal import LiveJournal
from sla.services.moves import apply_calendar_version, move_to_version
from sla.services.notes import note_acknowledgement, note_decision, note_excuse
from sla.services.pausing import mind_pauses
from sla.services.rounds import end_again, end_clocks, end_confirmed, take_over, undo_merge
from sla.services.settling import save, settle
from sla.services.starting import set_date, start_applicable, start_follow_up, start_round
from sla.services.stopping import stop_by_history, stop_clocks, take_back
from sla.services.tasks import end_task, start_task
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket

Step: TypeAlias = Callable[[Book, LogEntry], None]

STEPS: Mapping[str, tuple[Step, ...]] = {
    Entry.BOUND: (start_applicable,),
    Entry.CONTACTED: (stop_clocks, mind_pauses),
    Entry.CONFIRMED: (stop_clocks, mind_pauses, end_confirmed),
    Entry.DIAGNOSED: (stop_clocks,),
    Entry.MESSAGE_ACCEPTED: (stop_clocks, mind_pauses),
    Entry.MESSAGE_FAILED: (take_back, end_again),
    Entry.PLAN_GIVEN: (set_date,),
    Entry.SOLUTION_GIVEN: (set_date,),
    Entry.DATE_AGREED: (set_date,),
    Entry.CUSTOMER_WROTE: (mind_pauses,),
    Entry.FILES_ADDED: (mind_pauses,),
    Entry.QUESTION_ASKED: (mind_pauses,),
    Entry.APPOINTMENT_MADE: (mind_pauses,),
    Entry.STATE_CHANGED: (mind_pauses,),
    Entry.RESOLVED: (mind_pauses, start_follow_up),
    Entry.PRIORITY_SET: (apply_change,),
    Entry.COMPLEXITY_SET: (apply_change,),
    Entry.KIND_SET: (apply_change,),
    Entry.BRANCH_CHANGED: (),  # what was due before is told to the branch it was due in
    Entry.REOPENED: (stop_clocks, mind_pauses, start_round),
    Entry.CLOSED: (mind_pauses, end_clocks),
    Entry.MERGED_INTO: (mind_pauses, end_clocks),
    Entry.MERGED_FROM: (take_over,),
    Entry.MERGE_UNDONE: (undo_merge,),
    Entry.POLICY_MOVED: (move_to_version,),
    Entry.CALENDAR_APPLIED: (apply_calendar_version,),
    Entry.ACKNOWLEDGED: (note_acknowledgement,),
    Entry.TASK_ASKED: (start_task,),
    Entry.TASK_DONE: (stop_clocks,),
    Entry.TASK_RETURNED: (end_task,),
    Entry.TASK_WITHDRAWN: (end_task,),
    Entry.BREACH_EXCUSED: (note_excuse,),
    Entry.BREACH_DECIDED: (note_decision,),
}
BEGINS = frozenset({Entry.BOUND, Entry.POLICY_MOVED})
# What starts the first clock of a ticket that may have none.
OPENS = BEGINS | {Entry.TASK_ASKED}


def react(ticket: Ticket, entry: LogEntry) -> None:
    """Move the locked ticket's clocks by one log entry."""
    if not concerns_clocks(entry):
        return
    journal = LiveJournal([ticket])
    if entry.entry == Entry.BOUND:
        journal.versions[ticket.pk] = entry.payload["version"]
        book = Book(ticket, journal)
    else:
        (book,) = open_books([ticket], journal)
    if book.clocks or entry.entry in OPENS:
        play(book, entry)
        save([book])


def play(book: Book, entry: LogEntry) -> None:
    """What an entry means for the clocks, in memory.

    What was due before it happened fires first, on the ticket as it was, so the outcome does not depend on
    when a sweep comes by; what a change makes overdue is a breach at once.
    """
    at = entry.happened_at
    noticed_at = max(entry.recorded_at, at)
    with as_before(book.ticket, entry):
        fire(book, until=at, noticed_at=noticed_at)
    for step in STEPS[entry.entry]:
        step(book, entry)
    late = [clock for clock in book.started if clock.started_at < at or starts_of(clock) is Start.WORKING_DAY]
    settle(book, happened_at=at, recorded_at=noticed_at)
    if late:
        stop_by_history(book, late, recorded_at=noticed_at)
        settle(book, happened_at=at, recorded_at=noticed_at)
    if fire(book, until=at, noticed_at=noticed_at):
        settle(book, happened_at=at, recorded_at=noticed_at)
    enter_late(book, noticed_at=noticed_at)


def concerns_clocks(entry: LogEntry) -> bool:
    """Most messages state nothing that matters here; they cost no query."""
    match entry.entry:
        case Entry.MESSAGE_ACCEPTED:
            return bool(facts_in(entry.entry, entry.payload)) or is_question_sent(entry.entry, entry.payload)
        case Entry.MESSAGE_FAILED:
            return was_returned(entry.payload)
        case _:
            return entry.entry in STEPS
