from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from accounts.services import importing


@shared_task
def forget_sessions() -> None:
    """Beat: daily. Sessions that have expired leave the database."""
    call_command("clearsessions")


@shared_task
def forget_imports() -> int:
    """Beat: daily. Uploaded tables are forgotten after ninety days."""
    return importing.forget_imports(now=timezone.now())
