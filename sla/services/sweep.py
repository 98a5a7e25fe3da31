"""Watching: fire what is due, wherever it is due (semantics, section 4).

Work is proportional to what is due, never to what is open. The ticket row is the only lock, and a locked one
is skipped, so any number of sweeps may run side by side.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from sla.models import Rank, SweepMark, SweepTrouble
from sla.services.book import Book, open_books
from sla.services.firing import fire
from sla.services.journal import LiveJournal
from sla.services.settling import save, settle
from tickets.models import Ticket

logger = logging.getLogger(__name__)

BATCH = 200
RETRY_AFTER = timedelta(seconds=1)
RETRY_AT_MOST = timedelta(minutes=5)


def sweep(*, now: datetime, batch: int = BATCH) -> int:
    """Fire everything that is due at `now`; answers how many firings that was. Idempotent, without a cap."""
    fired = 0
    while True:
        claimed, count = sweep_batch(now=now, batch=batch)
        fired += count
        if not claimed:
            mark_finished(now=now)
            return fired


@transaction.atomic
def sweep_batch(*, now: datetime, batch: int = BATCH) -> tuple[int, int]:
    """Claim up to `batch` tickets that have a due clock and fire their clocks: (tickets claimed, firings).

    A ticket that fails is reported, set aside for a while, and leaves the others of the batch alone.
    """
    tickets = _claim(now, batch)
    if not tickets:
        return 0, 0
    fired, healthy = 0, []
    for book in open_books(tickets, LiveJournal(tickets)):
        try:
            with transaction.atomic():
                fired += _fire_book(book, now)
        except Exception as error:  # one ticket must never stop the watch over all others
            logger.exception("the clocks of ticket %s could not be fired", book.ticket.pk)
            _set_aside(book.ticket, error, now)
        else:
            healthy.append(book.ticket)
    SweepTrouble.objects.filter(ticket__in=healthy).delete()
    return len(tickets), fired


def mark_finished(*, now: datetime) -> None:
    """Remember that a sweep has seen every clock as of `now`; the mark never goes back."""
    if not SweepMark.objects.update(swept_at=Greatest(F("swept_at"), now)):
        SweepMark.objects.bulk_create([SweepMark(pk=SweepMark.THE_ONE, swept_at=now)], ignore_conflicts=True)


def _claim(now: datetime, batch: int) -> list[Ticket]:
    """Lock due tickets nobody else is working on: by priority, then by the instant of their first clock.

    One small indexed query per priority; the tickets are read only when there are any. A claimed ticket may
    turn out to have been fired by another sweep between query and lock; its book is read after the lock, so
    nothing happens twice.
    """
    claimed: list[int] = []
    for rank in Rank.values:
        wanted = batch - len(claimed)
        if wanted <= 0:
            break
        rows = (
            Ticket.objects.filter(clocks__rank=rank, clocks__fires_at__lte=now)
            .exclude(sweep_trouble__retry_at__gt=now)
            .order_by("clocks__fires_at", "pk")
            .select_for_update(of=("self",), no_key=True, skip_locked=True)
        )
        claimed += rows.values_list("pk", flat=True)[:wanted]
    if not claimed:
        return []
    tickets = Ticket.objects.select_related("customer", "owner", "branch__lead").in_bulk(set(claimed))
    return [tickets[pk] for pk in dict.fromkeys(claimed)]


def _fire_book(book: Book, now: datetime) -> int:
    fired = fire(book, until=now, noticed_at=now)
    settle(book, happened_at=now, recorded_at=now)
    save([book])
    return fired


def _set_aside(ticket: Ticket, error: Exception, now: datetime) -> None:
    """Try again later and later; the row is the report, the clocks stay due."""
    trouble, is_new = SweepTrouble.objects.get_or_create(
        ticket_id=ticket.pk,
        defaults={"since": now, "retry_at": now + RETRY_AFTER, "error": repr(error)[:500]},
    )
    if not is_new:
        gap = min(RETRY_AFTER * 2 ** min(trouble.attempts, 20), RETRY_AT_MOST)
        trouble.attempts, trouble.retry_at, trouble.error = trouble.attempts + 1, now + gap, repr(error)[:500]
        trouble.save()
