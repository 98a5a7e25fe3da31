from celery import shared_task
from django.core.management import call_command


@shared_task
def forget_sessions() -> None:
    """Beat: daily. Sessions that have expired leave the database."""
    call_command("clearsessions")
