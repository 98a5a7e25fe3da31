"""A task for tests of the machinery itself; a worker started by `celery_worker` knows it."""

from celery import shared_task
from django.contrib.auth.models import Group
from django.db import connection

HELD_UP_BY = 4711


@shared_task(name="tests.rename_group")
def rename_group(*, was: str, name: str) -> None:
    """Rename a group once nobody holds the advisory lock HELD_UP_BY."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [HELD_UP_BY])
        cursor.execute("SELECT pg_advisory_unlock(%s)", [HELD_UP_BY])
    Group.objects.filter(name=was).update(name=name)
