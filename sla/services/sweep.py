"""Watching: fire what is due, wherever it is due (semantics, section 4).

Work is proportional to what is due, never to what is open. The ticket row is the only lock, and a locked one
is skipped, so any number of sweeps may run side by side.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from core.collecting import collecting
from sla.models import Rank, SweepMark, SweepTrouble
from sla.services.book import open_books
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

    All of them in one go; when one fails, each by itself, so that it alone is reported and set aside.
    """
    claimed = _claim(now, batch)
    if not claimed:
        return 0, 0
    try:
        fired, healthy = _fire(_read(claimed), now), claimed
    except Exception:  # one ticket must never stop the watch over all others
        logger.exception("a batch of %d tickets could not be fired at once", len(claimed))
        fired, healthy = _fire_each(claimed, now)
    SweepTrouble.objects.filter(ticket__in=healthy).delete()
    return len(claimed), fired


def _fire_each(claimed: list[int], now: datetime) -> tuple[int, list[int]]:
    """One by one: how many firings, and the tickets that are well."""
    fired, healthy = 0, []
    for ticket in _read(claimed):
        try:
            fired += _fire([ticket], now)
        except Exception as error:
            logger.exception("the clocks of ticket %s could not be fired", ticket.pk)
            _set_aside(ticket, error, now)
        else:
            healthy.append(ticket.pk)
    return fired, healthy


@transaction.atomic
def _fire(tickets: list[Ticket], now: datetime) -> int:
    """Fire what is due of locked tickets, all their rows written together; answers how much it was."""
    fired = 0
    with collecting():
        books = open_books(tickets, LiveJournal(tickets))
        for book in books:
            fired += fire(book, until=now, noticed_at=now)
            settle(book, happened_at=now, recorded_at=now)
        save(books)
    return fired


def _read(claimed: list[int]) -> list[Ticket]:
    """The claimed tickets, in the order in which they were."""
    tickets = Ticket.objects.select_related("customer", "owner", "branch__lead").in_bulk(claimed)
    return [tickets[pk] for pk in claimed]


def mark_finished(*, now: datetime) -> None:
    """Remember that a sweep has seen every clock as of `now`; the mark never goes back."""
    if not SweepMark.objects.update(swept_at=Greatest(F("swept_at"), now)):
        SweepMark.objects.bulk_create([SweepMark(pk=SweepMark.THE_ONE, swept_at=now)], ignore_conflicts=True)


def _claim(now: datetime, batch: int) -> list[int]:
    """Lock due tickets nobody else is working on: by priority, then by the instant of their first clock.

    One small indexed query per priority; answers their ids. A claimed ticket may
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
    return list(dict.fromkeys(claimed))


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
