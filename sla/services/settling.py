"""Writing a book back: instants, next firing, the ticket's own deadline columns."""

from datetime import datetime

from core.moments import to_text
from sla.models import Clock, ClockState, Rank
from sla.selectors.terms import terms_of
from sla.services.announcing import write
from sla.services.book import WRITTEN, Book
from tickets.entries import Entry
from tickets.services.deadlines import set_deadlines


def settle(book: Book, *, happened_at: datetime, recorded_at: datetime) -> None:
    """Aim every watched clock anew, save what changed, log pauses and resumes, refresh the ticket's columns.

    `happened_at` is the instant of whatever made the clocks move.
    """
    turned = [clock for clock in book.live if _turn(book, clock, happened_at)]
    for clock in book.watched:
        coming = book.to_come(clock)
        clock.fires_at = coming[0].acts_at if coming else None
        clock.rank = Rank.of(book.ticket.priority)
    _save(book)
    for clock in turned:
        _announce_turn(book, clock, happened_at, recorded_at)
    _refresh_ticket(book)


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


def _save(book: Book) -> None:
    for clock in book.changed():
        clock.save(update_fields=WRITTEN)
    Clock.objects.bulk_create(book.started)
    book.mark_written()


def _announce_turn(book: Book, clock: Clock, happened_at: datetime, recorded_at: datetime) -> None:
    if clock.due_at is None:
        write(
            book.ticket,
            Entry.CLOCK_PAUSED,
            clock,
            happened_at=happened_at,
            recorded_at=recorded_at,
            left_seconds=clock.left_seconds,
        )
    else:
        write(
            book.ticket,
            Entry.CLOCK_RESUMED,
            clock,
            happened_at=happened_at,
            recorded_at=recorded_at,
            due_at=to_text(clock.due_at),
        )


def _refresh_ticket(book: Book) -> None:
    running = [clock for clock in book.live if clock.due_at is not None]
    due = [(clock.due_at, terms_of(clock.promise_id).metric) for clock in running if clock.due_at]
    due_at, metric = min(due, default=(None, ""))
    set_deadlines(
        book.ticket,
        next_due_at=due_at,
        next_due_metric=metric,
        next_risk_at=min((clock.risk_at for clock in running if clock.risk_at), default=None),
        is_paused=not running and bool(book.live),
    )
