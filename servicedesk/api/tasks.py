from celery import shared_task
from django.utils import timezone

from servicedesk.api import retention


@shared_task
def forget_answers() -> int:
    """Beat: hourly. Answers kept for repeated requests are forgotten after a day."""
    return retention.forget_answers(now=timezone.now())
