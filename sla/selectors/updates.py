"""Daily updates to the customer that are due (D2.3a)."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from sla.models import Clock, ClockState
from tickets.entries import Entry
from tickets.models import LogEntry
from tickets.promises import Metric

MAY_LEAVE = Q(ticket__sends_updates=True) | Q(promise__sends_itself=True)


def updates_due(*, now: datetime, until: datetime) -> QuerySet[Clock]:
    """The clocks of daily updates due after `now` and by `until` that may leave by themselves and have not.

    Allowed by the owner or by the promise. One written since the clock began is under way, whether or not a
    channel has accepted it yet. Reads what is due, never what is open (index `clock_by_due`).
    """
    written = LogEntry.objects.filter(
        ticket=OuterRef("ticket"),
        entry=Entry.REPLIED,
        payload__is_progress=True,
        happened_at__gte=OuterRef("started_at"),
    )
    due = Clock.objects.filter(MAY_LEAVE, state=ClockState.RUNNING, due_at__gt=now, due_at__lte=until)
    started = due.filter(promise__metric=Metric.PROGRESS_UPDATE, started_at__lte=now)
    return started.exclude(Exists(written)).order_by("due_at", "pk")
