"""The clocks of departments' tasks: asked, and asked again, begins a cycle; giving it back ends it (A3.4).

What stops one as kept is in the metrics' table. The customer's waits do not pause it.
"""

from core.moments import from_text
from core.worktime import between
from sla.models import EndCause
from sla.services.book import Book
from sla.services.ending import close_breach
from sla.services.starting import cancel_by, start_by_date
from tickets.entries import Entry
from tickets.models import LogEntry

ENDS_WITH = {Entry.TASK_RETURNED: EndCause.TASK_RETURNED, Entry.TASK_WITHDRAWN: EndCause.TASK_WITHDRAWN}


def start_task(book: Book, entry: LogEntry) -> None:
    """Due at the time that was set; without house rules in force a task has no clock."""
    terms = book.journal.house_terms(book, entry)
    if terms is not None:
        due_at = from_text(entry.payload["due_at"])
        start_by_date(book, terms, entry, due_at, task=entry.payload["task"])


def end_task(book: Book, entry: LogEntry) -> None:
    """Returned or withdrawn: nothing runs any more. What was missed stays missed, by so much."""
    for clock in book.live:
        if clock.task_number != entry.payload["task"]:
            continue
        if breach := book.breaches.get(clock.pk):
            late_seconds = between(breach.due_at, max(entry.happened_at, breach.due_at))
            close_breach(book, breach, late_seconds=late_seconds, number=entry.number)
        cancel_by(book, clock, entry, ENDS_WITH[Entry(entry.entry)])
