from celery import shared_task
from django.utils import timezone

from tickets.services import standing_in, waiting


@shared_task
def end_waits() -> int:
    """Beat: every minute. Waits for a customer or an appointment that are over end; the owner must act."""
    return waiting.end_waits(now=timezone.now())


@shared_task
def take_over() -> int:
    """Beat: twice a minute. What absent people have open gets another owner."""
    return standing_in.take_over(now=timezone.now())
