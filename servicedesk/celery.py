"""The Celery application. Loaded by `servicedesk.apps`, so that `import servicedesk` stays free of Django."""

from typing import Any

from celery import Celery
from celery.signals import worker_process_init

from servicedesk.embedded.tether import die_with_parent

app = Celery("servicedesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def _leave_no_orphan(**_: Any) -> None:
    """A pool process whose worker was killed would otherwise hold its task and its connection for ever."""
    die_with_parent()
