"""A house with many running clocks, and the promises that fall due in it."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from bench.copies import plant, tidy
from bench.outcome import Due, is_over
from bench.template import Template
from sla.models import Clock
from sla.selectors.sweeps import last_sweep_at

FAR = timedelta(days=2)
SPREAD = timedelta(days=30)
PATIENCE = timedelta(minutes=60)
LEAD_IN = timedelta(seconds=10)


def grow(template: Template, clocks: int) -> int:
    """Fill up to so many running clocks with nothing due for two days; answers how many there are."""
    there = Clock.objects.count()
    tickets = max(0, clocks - there) // len(template.clocks)
    if tickets:
        far = timezone.now() + FAR
        plant(template, tickets, due_from=far, apart=SPREAD.total_seconds() / tickets)
        tidy()
    return there + tickets * len(template.clocks)


def due_at_once(template: Template, count: int) -> Due:
    """So many promises that fell due in the second before last."""
    at = whole_second() - timedelta(seconds=2)
    return Due(plant(template, count, due_from=at, apart=0, chunk=count), at, at)


def due_in_a_minute(template: Template, count: int) -> Due:
    """So many promises of the minute that has just ended, there all at once."""
    ends = whole_second() - timedelta(seconds=1)
    begins = ends - timedelta(seconds=59)
    planted = plant(template, count, due_from=begins, apart=60 / count, chunk=count)
    return Due(planted, begins, ends)


def due_steadily(template: Template, *, seconds: int, per_second: int) -> Due:
    """Promises that will fall due, so many a second."""
    begins = whole_second() + LEAD_IN
    planted = plant(template, seconds * per_second, due_from=begins, apart=1 / per_second)
    if timezone.now() >= begins:
        raise SystemExit("Making the load took longer than there was before its first promise.")
    return Due(planted, begins, begins + timedelta(seconds=seconds - 1))


def whole_second() -> datetime:
    return timezone.now().replace(microsecond=0)


def wait_until(is_so: Callable[[], bool], *, patience: timedelta = PATIENCE) -> bool:
    """Look now and then; whether it became so in time."""
    until = time.monotonic() + patience.total_seconds()
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(0.5)
    return True


def wait_for_the_end(due: Due) -> bool:
    """Until all has fallen due and fired."""
    time.sleep(max(0.0, (due.ends - timezone.now()).total_seconds()))
    return wait_until(lambda: is_over(due))


def wait_for_the_watch() -> None:
    """Until workers and beat sweep."""
    began = timezone.now()
    if not wait_until(lambda: (last_sweep_at() or began) > began, patience=timedelta(minutes=2)):
        raise SystemExit("No worker sweeps: see the logs of the house.")
