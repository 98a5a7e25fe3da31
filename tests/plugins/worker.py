"""A real Celery worker for the tests that are about one.

`celery_worker` starts a worker process on the test's own database and queues; use it together with
`@pytest.mark.django_db(transaction=True)`, because the worker sees only what is committed:

    def test_a_message_leaves(celery_worker, transactional_db):
        celery_worker("delivery")
        sweep_outbox.delay()
        wait_for(lambda: Message.objects.get(pk=message.pk).accepted_at)

It ends with the test. `wait_for` polls a condition for up to `seconds` and fails the test after that.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from redis import Redis

from servicedesk.embedded.layout import socket_dsn
from servicedesk.embedded.processes import spawn, stop

Starter = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def celery_worker(transactional_db: None, tmp_path: Path) -> Iterator[Starter]:
    """Call with queue names; returns the worker's process once it listens."""
    client: Any = Redis.from_url(settings.REDIS_URL)
    client.flushdb()
    started: list[subprocess.Popen[bytes]] = []

    def start(*queues: str, concurrency: int = 1) -> "subprocess.Popen[bytes]":
        log = tmp_path / f"worker-{len(started)}.log"
        process = spawn(
            worker_command(queues, concurrency),
            log=log,
            env=os.environ | {"DATABASE_URL": test_database_url(), "SERVICEDESK_ENV": "test"},
            cwd=settings.BASE_DIR,
        )
        started.append(process)
        wait_for(lambda: "ready." in log.read_text(), seconds=30)
        return process

    yield start
    for process in started:
        stop(process, signal.SIGTERM, patience=10)
    client.flushdb()
    client.close()


def worker_command(queues: tuple[str, ...], concurrency: int) -> list[str]:
    names = ",".join(queues) or "clocks,delivery,default"
    options = ["-Q", names, "-c", str(concurrency), "-l", "info", "--without-gossip", "--without-mingle"]
    options += ["-I", "tests.plugins.trial_tasks"]
    return [sys.executable, "-m", "celery", "-A", "servicedesk.celery", "worker", *options]


def test_database_url() -> str:
    """The address of this process's test database."""
    facts = connection.settings_dict
    if str(facts["HOST"]).startswith("/"):
        return socket_dsn(facts["HOST"], facts["USER"], facts["NAME"])
    place = f"{facts['HOST']}:{facts['PORT'] or 5432}/{facts['NAME']}"
    return f"postgresql://{facts['USER']}:{facts['PASSWORD']}@{place}"


def wait_for(is_so: Callable[[], Any], *, seconds: float = 15) -> None:
    """Return once `is_so()` is true; fail the test after `seconds`."""
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            pytest.fail(f"it did not become so within {seconds} seconds")
        time.sleep(0.05)
