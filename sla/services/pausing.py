"""When a ticket waits, the clocks of the work wait with it (semantics, section 3, Pause)."""

from sla.facts import is_customers_word, is_question_sent
from sla.models import Pause
from sla.selectors.terms import terms_of
from sla.services.book import Book
from tickets.choices import State
from tickets.entries import Entry
from tickets.models import LogEntry

BEGINS_AN_APPOINTMENT = frozenset({Entry.APPOINTMENT_MADE, Entry.STATE_CHANGED})


def mind_pauses(book: Book, entry: LogEntry) -> None:
    """End the running pause where the entry ends it, then begin the one that it begins."""
    _end_pause(book, entry)
    _begin_pause(book, entry)


def _end_pause(book: Book, entry: LogEntry) -> None:
    """The customer's next word ends it, and so does leaving the state that it stands for."""
    pause = book.open_pause
    if pause is None or entry.happened_at < pause.from_at:
        return
    has_spoken = pause.cause == State.WAITING_CUSTOMER and is_customers_word(entry.entry, entry.payload)
    if has_spoken or book.ticket.state != pause.cause:
        pause.to_at = entry.happened_at
        book.touch(pause)


def _begin_pause(book: Book, entry: LogEntry) -> None:
    """Waiting counts from the question's acceptance by its channel, an appointment from its being made."""
    state = book.ticket.state
    is_waiting = state == State.WAITING_CUSTOMER and _sends_the_open_question(book, entry)
    is_scheduled = state == State.SCHEDULED and entry.entry in BEGINS_AN_APPOINTMENT
    if book.open_pause is not None or not (is_waiting or is_scheduled):
        return
    pause = Pause(ticket=book.ticket, cause=State(state), from_at=entry.happened_at)
    book.pauses.append(pause)
    book.touch(pause)
    _contest(book, pause)


def _sends_the_open_question(book: Book, entry: LogEntry) -> bool:
    """An older question, answered before it was accepted, says nothing of the wait for a later one."""
    if not is_question_sent(entry.entry, entry.payload):
        return False
    asked = (row.number for row in book.journal.entries(book) if row.entry == Entry.QUESTION_ASKED)
    return int(entry.payload["entry"]) >= max(asked, default=0)


def _contest(book: Book, pause: Pause) -> None:
    """A wait that began in time but was recorded after the breach unmakes nothing; a manager decides."""
    for clock in book.live:
        breach = book.breaches.get(clock.pk)
        pauses_it = pause.cause in terms_of(clock.promise_id).rule.pauses_while
        if breach is not None and pauses_it and pause.from_at < breach.due_at:
            breach.is_contested = True
            book.touch(breach)
