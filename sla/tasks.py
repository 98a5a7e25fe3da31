from celery import shared_task
from django.utils import timezone

from sla.services.sweep import mark_finished, sweep_batch


@shared_task(queue="clocks")
def sweep_clocks() -> int:
    """Fire what is due, batch after batch, each at its own `now`; any number may run side by side."""
    fired = 0
    while True:
        now = timezone.now()
        claimed, count = sweep_batch(now=now)
        fired += count
        if not claimed:
            mark_finished(now=now)
            return fired
