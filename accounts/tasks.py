from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from accounts.services import entry_links, importing, second_steps


@shared_task
def forget_sessions() -> None:
    """Beat: daily. Sessions that have expired leave the database."""
    call_command("clearsessions")


@shared_task
def forget_imports() -> int:
    """Beat: daily. Uploaded tables are forgotten after ninety days."""
    return importing.forget_imports(now=timezone.now())


@shared_task
def forget_entry_links() -> int:
    """Beat: daily. Links to all requests of an address are forgotten after two days."""
    return entry_links.forget_entry_links(now=timezone.now())


@shared_task
def seal_second_steps() -> int:
    """Beat: daily. No secret of a second step lies plain, or under a SECRET_KEY of before."""
    return second_steps.seal_second_steps()
