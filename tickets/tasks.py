from celery import shared_task
from django.utils import timezone

from tickets.services import erasure, loads, standing_in, tasks_handed_on, visits_handed_on, waiting


@shared_task
def end_waits() -> int:
    """Beat: every minute. Waits for a customer or an appointment that are over end; the owner must act."""
    return waiting.end_waits(now=timezone.now())


@shared_task
def take_over() -> int:
    """Beat: twice a minute. What absent people have open, are to visit and to do, goes to others."""
    now = timezone.now()
    handed_on = standing_in.take_over(now=now) + visits_handed_on.hand_on_visits(now=now)
    return handed_on + tasks_handed_on.hand_on_tasks(now=now)


@shared_task
def remove_erased_bytes() -> int:
    """Beat: every hour. What a full or missing disk kept of erased files."""
    return erasure.remove_erased_bytes()


@shared_task
def compare_loads() -> int:
    """Beat: every night. The kept loads are what open tickets weigh; answers how many people's were not."""
    return len(loads.mend_loads())
