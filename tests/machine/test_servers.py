"""What the database and the broker must be able to do; the gate repeats these on the system's own servers."""

import os
import signal
import time
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone
from redis import Redis

from servicedesk.celery import app
from tests.plugins.trial_tasks import HELD_UP_BY
from tests.plugins.worker import Starter, wait_for

pytestmark = pytest.mark.external


@pytest.mark.django_db
def test_the_database_sees_chinese_words() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_length(show_trgm('空调'), 1), to_tsvector('simple', '空调 坏了')::text")
        trigrams, words = cursor.fetchone()
    assert trigrams > 0
    assert words == "'坏了':2 '空调':1"


@pytest.mark.django_db
def test_the_database_is_new_enough_and_counts_in_utc() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, now()")
        version, instant = cursor.fetchone()
    assert version >= 150000
    assert abs(instant - timezone.now()) < timedelta(minutes=1)


def test_the_celery_application_is_the_one_every_task_binds_to() -> None:
    assert app.main == current_app.main
    assert app.conf.task_acks_late is True
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


@pytest.mark.django_db(transaction=True)
def test_a_task_of_a_killed_worker_is_done_by_the_next(celery_worker: Starter) -> None:
    """Kill -9 of a worker in the middle of a task loses nothing and leaves no pool process."""
    Group.objects.create(name="held")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [HELD_UP_BY])
    first = celery_worker("default")
    app.send_task("tests.rename_group", kwargs={"was": "held", "name": "done"})
    client: Any = Redis.from_url(settings.REDIS_URL)
    wait_for(lambda: client.hlen("unacked") == 1)
    children = children_of(first.pid)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    wait_for(lambda: not [pid for pid in children if is_running(pid)])
    # Waiting for the visibility timeout would take minutes: the next worker is told that it is over.
    client.zadd("unacked_index", {key: time.time() - 3600 for key in client.zrange("unacked_index", 0, -1)})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [HELD_UP_BY])
    celery_worker("default")
    wait_for(lambda: Group.objects.filter(name="done").exists(), seconds=30)


def children_of(pid: int) -> list[int]:
    with open(f"/proc/{pid}/task/{pid}/children") as file:  # noqa: PTH123 - not a file with a size
        return [int(child) for child in file.read().split()]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
