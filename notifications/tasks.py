"""Thin entries for the workers; all may run any number of times, at once and again."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from notifications.nudge import A_RUN, begin_run, nudge
from notifications.services import delivery, entry_links, roots, updating


@shared_task(queue="delivery")
def sweep_outbox() -> int:
    """Deliver whatever is due: what a nudge announced, retries, and what no nudge arrived for."""
    begin_run()
    accepted = delivery.deliver_due(clock=timezone.now)
    if accepted >= A_RUN:
        nudge()  # there may be more
    return accepted


@shared_task(queue="delivery")
def send_entry_links() -> int:
    """Mail the links to all requests that customers asked for."""
    return entry_links.deliver_links(clock=timezone.now)


@shared_task(queue="delivery")
def anchor_log() -> str:
    """Compute the root over all service logs, keep it outside the database, tell management."""
    return roots.anchor_and_tell(now=timezone.now()).root


@shared_task(queue="delivery")
def send_updates() -> int:
    """Send the daily updates that may leave by themselves, shortly before close of business (D2.3a)."""
    return updating.send_due_updates(now=timezone.now(), lead_seconds=settings.DAILY_UPDATE_LEAD_SECONDS)
