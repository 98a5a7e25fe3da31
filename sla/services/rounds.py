"""The end of a matter and its reopening."""

from core.worktime import between
from sla.facts import Fact
from sla.models import EndCause
from sla.selectors.terms import facts_of, terms_of
from sla.services.book import Book
from sla.services.changing import cancel
from sla.services.stopping import close_breach
from tickets.models import LogEntry


def end_clocks(book: Book, entry: LogEntry) -> None:
    """Closing ends whatever still runs; without the customer's confirmation that counts as missed."""
    cause = EndCause(entry.payload["cause"])
    for clock in book.watched:
        breach = book.breaches.get(clock.pk)
        if breach is not None and breach.late_seconds is None:
            close_breach(
                breach,
                late_seconds=between(breach.due_at, max(entry.happened_at, breach.due_at)),
                entry=entry,
            )
        if clock.is_live:
            cancel(book, clock, entry, cause)
        clock.fires_at = None


def start_round(book: Book, entry: LogEntry) -> None:
    """Reopening starts a new cycle of contact and of every promise that `resolved` had stopped.

    Earlier cycles stay as they were.
    """
    facts = facts_of(book.ticket)
    cycle = book.round + 1
    for promise_id in dict.fromkeys(clock.promise_id for clock in book.clocks):
        terms, last = terms_of(promise_id), book.latest(promise_id)
        had_stopped = last is not None and last.stop_fact == Fact.RESOLUTION_SENT
        if (terms.rule.restarts or had_stopped) and terms.applies(facts):
            at = entry.happened_at
            book.add_clock(terms, started_at=at, begun_at=at, cycle=cycle)
