"""What became of promises that fell due: all recorded, none twice, how late, and does the log prove it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count

from bench.copies import Planted
from sla.models import Breach, Clock, Firing, Rank
from sla.selectors.sweeps import last_sweep_at
from sla.services.verification import verify_tickets
from sla.timing import JUST_AFTER
from tickets.models import LogEntry, Ticket
from tickets.services.chains import verify_ticket

SAMPLE = 200  # tickets that are proved
SHOWN = 5
LAGS = """
    SELECT percentile_disc(ARRAY[0.5, 0.99, 1]) WITHIN GROUP (ORDER BY {late}),
        max(pg_xact_commit_timestamp(xmin)) FROM sla_firing
    WHERE clock_id >= %s AND clock_id < %s AND at <= %s AND at >= %s
"""
NOTICED = "extract(epoch FROM noticed_at - at)::float"
COMMITTED = "extract(epoch FROM pg_xact_commit_timestamp(xmin) - at)::float"


@dataclass(frozen=True, slots=True)
class Due:
    """Copies whose first promise falls due from `begins` to `ends`."""

    planted: Planted
    begins: datetime
    ends: datetime

    @property
    def clock_ids(self) -> tuple[int, int]:
        return self.planted.first_clock, self.planted.first_clock + self.planted.clocks - 1


def is_over(due: Due) -> bool:
    """Whether nothing that was due by the end is still to fire."""
    waiting = Clock.objects.filter(rank__in=Rank.values, fires_at__lte=due.ends + JUST_AFTER)
    return not waiting.filter(pk__range=due.clock_ids).exists()


def completeness(due: Due) -> dict[str, Any]:
    """Each promise must have one firing, one breach and one entry that says so."""
    promises = due.planted.tickets
    firings = Firing.objects.filter(clock__in=_clocks(due), at__gte=due.begins, at__lte=due.ends)
    per_clock = dict(firings.values_list("clock").annotate(times=Count("pk")))
    entries = LogEntry.objects.filter(ticket__in=_tickets(due), happened_at__gte=due.begins).filter(
        happened_at__lte=due.ends
    )
    return {
        "promises": promises,
        "recorded": len(per_clock),
        "lost": promises - len(per_clock),
        "lost_were_due_at": _lost(due),
        "twice": sum(times > 1 for times in per_clock.values()),
        "breaches": Breach.objects.filter(ticket__in=_tickets(due)).count(),
        "log_entries": entries.count(),
    }


def _lost(due: Due) -> list[str]:
    """When the first few without a breach were due, counted from the begin of the load."""
    lost = Ticket.objects.filter(pk__in=_tickets(due), breaches=None).order_by("pk")
    return [f"{at - due.begins}" for at in lost.values_list("next_due_at", flat=True)[:SHOWN] if at]


def lag(due: Due) -> dict[str, Any]:
    """Seconds from the instant a firing was due: until it was noticed, and until that was committed."""
    first, last = due.clock_ids
    window = (first, last + 1, due.ends, due.begins)
    figures: dict[str, Any] = {}
    for name, late in (("noticed", NOTICED), ("committed", COMMITTED)):
        with connection.cursor() as cursor:
            cursor.execute(LAGS.format(late=late), window)
            quantiles, _last = cursor.fetchone()
        figures[name] = dict(zip(("p50", "p99", "max"), _rounded(quantiles), strict=True))
    return figures


def last_commit(due: Due) -> datetime:
    """When the last of the firings was committed."""
    first, last = due.clock_ids
    with connection.cursor() as cursor:
        cursor.execute(LAGS.format(late=NOTICED), [first, last + 1, due.ends, due.begins])
        committed_at: datetime = cursor.fetchone()[1]
    return committed_at


def proof(due: Due) -> dict[str, Any]:
    """A sample of the tickets: chain, clocks and ledger against the log."""
    count = due.planted.tickets
    ids = [due.planted.first_ticket + number for number in range(0, count, max(1, count // SAMPLE))]
    tickets = list(Ticket.objects.filter(pk__in=ids).order_by("pk"))
    broken = [finding for ticket in tickets for finding in verify_ticket(ticket)]
    differences = verify_tickets(tickets, swept_at=last_sweep_at())
    return {
        "tickets_proved": len(tickets),
        "breaks_in_the_log": len(broken),
        "differences_of_clocks": len(differences),
    }


def _clocks(due: Due) -> Any:
    return Clock.objects.filter(pk__range=due.clock_ids).values("pk")


def _tickets(due: Due) -> Any:
    first = due.planted.first_ticket
    return Ticket.objects.filter(pk__gte=first, pk__lt=first + due.planted.tickets).values("pk")


def _rounded(values: Sequence[float] | None) -> list[float | None]:
    return [round(value, 3) for value in values] if values else [None, None, None]
