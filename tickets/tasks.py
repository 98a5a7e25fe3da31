from celery import shared_task
from django.utils import timezone

from tickets.services import waiting


@shared_task
def end_waits() -> int:
    """Beat: every minute. Waits for a customer that have lasted too long end; the owner must act."""
    return waiting.end_waits(now=timezone.now())
