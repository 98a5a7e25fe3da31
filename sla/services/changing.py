"""A change of priority, complexity or type: which promises still apply, which no longer, which are new."""

from sla.models import EndCause
from sla.selectors.terms import terms_of
from sla.services.book import Book
from sla.services.starting import cancel_by, start_applicable
from tickets.models import LogEntry
from tickets.states import ENDED


def apply_change(book: Book, entry: LogEntry) -> None:
    """Cancel what no longer applies, start what newly applies from its own start event.

    What applies before and after is aimed anew from its original start, with all its pauses, by the settling.
    """
    if book.ticket.standing in ENDED:
        return  # a matter that has ended gets no new promises, whatever is said of it afterwards
    for clock in book.live:
        if clock.task_number is None and not book.applies(terms_of(clock.promise_id)):
            cancel_by(book, clock, entry, EndCause.NO_LONGER_APPLIES)
    start_applicable(book, entry)
