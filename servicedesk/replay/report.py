"""What a replay found: per promise how many were kept, and how long they took."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median, quantiles

from django.db.models import Q

from notifications.models import Message
from servicedesk.replay import progress
from servicedesk.replay.replay import MALFORMED
from sla.models import Clock, ClockState, Firing
from sla.selectors.figures import OUTCOMES, Counts, Outcome, PromiseKey, count_by_promise, fell_due
from tickets.models import LogEntry, Ticket
from tickets.querysets import TicketQuerySet

HOUR = 3600


@dataclass(frozen=True, slots=True)
class Line:
    """One promise: how many fell due, by outcome; `times`: seconds to fulfilment, late ones too."""

    key: PromiseKey
    counts: Counts
    times: Sequence[float]

    @property
    def due(self) -> int:
        return sum(self.counts.values())

    @property
    def share_kept(self) -> float | None:
        return self.counts[Outcome.KEPT] / self.due if self.due else None


def promise_lines(*, since: datetime, until: datetime) -> list[Line]:
    """One line a promise for everything that fell due in the period."""
    among = fell_due(since, until, until)
    conditions: dict[str, Q] = {outcome: among & OUTCOMES[outcome] for outcome in Outcome}
    found = count_by_promise(TicketQuerySet(Ticket), among, conditions)
    return [Line(key, counts, sorted(_times(key))) for key, counts in found.items()]


def _times(key: PromiseKey) -> Iterator[float]:
    rows = Clock.objects.filter(key.condition, state__in=(ClockState.MET, ClockState.MET_LATE))
    for started, stopped in rows.values_list("started_at", "stopped_at"):
        if stopped is not None:
            yield (stopped - started).total_seconds()


def as_text(lines: Sequence[Line]) -> str:
    """The report for a terminal."""
    head = (
        f"{'promise':<16}{'due':>7}{'kept':>7}{'late':>7}{'missed':>8}{'open':>6}"
        f"{'share':>9}{'median':>10}{'90 %':>10}"
    )
    rows = [head, *(_row(line) for line in lines), "", _counts(), "", *_outcomes()]
    return "\n".join(rows)


def _row(line: Line) -> str:
    kept, late, missed, still_open = (line.counts[outcome] for outcome in Outcome)
    share = "" if line.share_kept is None else f"{100 * line.share_kept:.1f} %"
    return (
        f"{line.key.metric:<16}{line.due:>7}{kept:>7}{late:>7}{missed:>8}{still_open:>6}"
        f"{share:>9}{_hours(_middle(line.times)):>10}{_hours(_ninetieth(line.times)):>10}"
    )


def _middle(times: Sequence[float]) -> float | None:
    return median(times) if times else None


def _ninetieth(times: Sequence[float]) -> float | None:
    return quantiles(times, n=10, method="inclusive")[-1] if len(times) > 1 else None


def _hours(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds / HOUR:.1f} h"


def _counts() -> str:
    counts = {
        "tickets": Ticket.objects.count(),
        "log entries": LogEntry.objects.count(),
        "firings": Firing.objects.count(),
        "messages": Message.objects.count(),
    }
    return ", ".join(f"{number:,} {name}" for name, number in counts.items())


def _outcomes() -> Iterator[str]:
    """Every event accounted for: done, refused by which rule, or unreadable."""
    outcomes = progress.outcomes()
    yield f"{outcomes.total():,} events: {outcomes.pop(progress.DONE, 0):,} done"
    if malformed := outcomes.pop(MALFORMED, 0):
        yield f"{malformed:>9,} malformed rows left out"
    for reason, number in outcomes.most_common():
        yield f"{number:>9,} refused, {reason}"
