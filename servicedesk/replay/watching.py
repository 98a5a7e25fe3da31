"""Time that passes as it would have passed: a sweep at every instant at which a clock fires."""

from datetime import datetime

from sla.models import Clock, Rank
from sla.services.sweep import sweep
from tickets.services.waiting import end_waits, next_wait_end


class StandstillError(RuntimeError):
    """Something that is due cannot be done; the service's log says what."""


def let_time_pass(*, until: datetime) -> int:
    """Do everything that is due up to and including `until`, each thing at its own instant.

    Answers the number of firings; raises StandstillError.
    """
    fired = 0
    before = None
    while (instant := _next_instant()) is not None and instant <= until:
        if instant == before:
            raise StandstillError(instant)
        end_waits(now=instant)
        fired += sweep(now=instant)
        before = instant
    return fired


def _next_instant() -> datetime | None:
    """The next instant at which a clock fires or a wait for a customer ends; one indexed read each."""
    firsts = [_first_firing(rank) for rank in Rank]
    return min((at for at in (*firsts, next_wait_end()) if at is not None), default=None)


def _first_firing(rank: Rank) -> datetime | None:
    rows = Clock.objects.filter(rank=rank, fires_at__isnull=False).order_by("fires_at")
    return rows.values_list("fires_at", flat=True).first()
