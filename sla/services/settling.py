"""Aiming a book's clocks anew and writing it back: instants, next firing, the ticket's deadline columns."""

from collections.abc import Sequence
from datetime import datetime

from core.moments import to_text
from core.rows import update_rows
from sla.models import Breach, Clock, ClockState, Firing, Pause, Rank
from sla.selectors.terms import terms_of
from sla.services.announcing import write
from sla.services.book import WRITTEN, Book, Deadlines, values_of
from tickets.entries import Entry

BREACH_WRITTEN = (
    "grade",
    "limit_passed_at",
    "late_seconds",
    "evidence",
    "is_contested",
    "decision",
    "decided_at",
    "decided_by_id",
    "excused_at",
    "excused_by_id",
)


def settle(book: Book, *, happened_at: datetime, recorded_at: datetime) -> None:
    """Aim every clock anew, admit new ones, log pauses and resumes, refresh the ticket's columns.

    `happened_at` is the instant of whatever made the clocks move. Nothing is saved but new clocks.
    """
    turned = [clock for clock in book.live if _turn(book, clock, happened_at)]
    for clock in book.clocks:
        coming = book.to_come(clock)
        clock.fires_at = coming[0].acts_at if coming else None
        if clock.is_live or coming:
            clock.rank = Rank.of(book.ticket.handling_priority)
    _admit(book)
    for clock in turned:
        _announce_turn(book, clock, happened_at, recorded_at)
    _refresh_ticket(book)


def save(books: Sequence[Book]) -> None:
    """Write back what differs from what was read, in a few statements however many books there are."""
    update_rows([clock for book in books for clock in changed(book)], fields_changed(books))
    touched = [row for book in books for row in book.touched]
    pauses = [row for row in touched if isinstance(row, Pause)]
    breaches = [row for row in touched if isinstance(row, Breach)]
    update_rows([row for row in pauses if row.pk], ("to_at",))
    update_rows([row for row in breaches if row.pk], BREACH_WRITTEN)
    Pause.objects.bulk_create([row for row in pauses if not row.pk])
    Breach.objects.bulk_create([row for row in breaches if not row.pk])
    Firing.objects.bulk_create([firing for book in books for firing in book.new_firings])
    for book in books:
        book.mark_written()


def changed(book: Book) -> list[Clock]:
    """The clocks of the database that differ from what was read."""
    return [clock for clock in book.clocks if book.as_read[clock.pk] != values_of(clock)]


def fields_changed(books: Sequence[Book]) -> list[str]:
    """The columns in which any clock differs: mostly one or two."""
    pairs = [(book.as_read[clock.pk], values_of(clock)) for book in books for clock in changed(book)]
    return [name for at, name in enumerate(WRITTEN) if any(was[at] != now_is[at] for was, now_is in pairs)]


def _turn(book: Book, clock: Clock, happened_at: datetime) -> bool:
    """Aim a live clock; answers whether it was paused or resumed by that. A recorded breach stands."""
    if book.is_breached(clock):
        return False
    aim = book.aim(clock)
    clock.due_at, clock.limit_at, clock.risk_at = aim.due_at, aim.limit_at, aim.risk_at
    clock.left_seconds = aim.left_seconds
    was = clock.state
    clock.state = ClockState.PAUSED if aim.is_paused else ClockState.RUNNING
    if clock.state == was:
        return False
    clock.aimed_at = happened_at
    return True


def _admit(book: Book) -> None:
    if book.started:
        book.journal.admit(book.started)
        book.as_read |= {clock.pk: values_of(clock) for clock in book.started}
        book.started = []
        book.sort()


def _announce_turn(book: Book, clock: Clock, happened_at: datetime, recorded_at: datetime) -> None:
    times = {"happened_at": happened_at, "recorded_at": recorded_at}
    if clock.due_at is None:
        write(book, Entry.CLOCK_PAUSED, clock, **times, left_seconds=clock.left_seconds)
    else:
        write(book, Entry.CLOCK_RESUMED, clock, **times, due_at=to_text(clock.due_at))


def _refresh_ticket(book: Book) -> None:
    """The next deadline among the promises to the customer that run; tasks have queues of their own."""
    live = [clock for clock in book.live if clock.task_number is None]
    running = [clock for clock in live if clock.due_at is not None]
    due = [(clock.due_at, terms_of(clock.promise_id).metric) for clock in running if clock.due_at]
    due_at, metric = min(due, default=(None, ""))
    risk_at = min((clock.risk_at for clock in running if clock.risk_at), default=None)
    is_paused = not running and bool(live)
    book.journal.show(book, Deadlines(due_at, metric, risk_at, is_paused))
