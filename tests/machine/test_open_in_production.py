"""The image's own command in production, for real: the console shows the first account's code, once."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.db import connection

from accounts.first_account import opening_code
from servicedesk.embedded.processes import spawn, stop
from tests.conftest import make_staff
from tests.machine.conftest import PRODUCTION, bare_environment
from tests.plugins.worker import test_database_url as database_url
from tests.plugins.worker import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CODE = re.compile(r"enter the code ((?:[A-Z2-7]{4}-){3}[A-Z2-7]{4})")
WORKERS = 3

Serve = Callable[[], str]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def image_command() -> list[str]:
    """What the Dockerfile starts, by this environment's own gunicorn."""
    (line,) = re.findall(r"^CMD (.+)$", (settings.BASE_DIR / "Dockerfile").read_text(), re.MULTILINE)
    program, *arguments = json.loads(line)
    return [str(Path(sys.executable).with_name(program)), *arguments]


@pytest.fixture
def serve(production: dict[str, str], tmp_path: Path) -> Iterator[Serve]:
    """Start it on the test's database; what its console says once every worker is up."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> str:
        port, log = free_port(), tmp_path / f"console-{len(started)}.log"
        own = {"WEB_BIND": f"127.0.0.1:{port}", "WEB_PROCESSES": f"{WORKERS}", "LOG_ROOT_DIR": str(tmp_path)}
        own |= {"DATABASE_URL": database_url(), "SECRET_KEY": os.environ["SECRET_KEY"]}
        environment = bare_environment() | production | own
        started.append(spawn(image_command(), log=log, env=environment, cwd=settings.BASE_DIR))
        wait_for(lambda: log.read_text().count("Booting worker") == WORKERS, seconds=60)
        assert urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20).status == 200
        return log.read_text()

    yield start
    for process in started:
        stop(process, signal.SIGTERM, patience=20)


def everything_stored() -> str:
    """All rows of all tables."""
    stored = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT to_jsonb(kept)::text FROM "{table}" AS kept')  # noqa: S608 - its own names
            stored += [row for (row,) in cursor.fetchall()]
    return "\n".join(stored)


def test_the_code_is_on_the_console_once_and_nowhere_in_the_database(serve: Serve) -> None:
    said = serve()
    assert CODE.findall(said) == [opening_code()]
    assert said.count(f"Open {PRODUCTION['BASE_URL']}/desk/") == 1
    stored = everything_stored()
    assert "accounts" in stored
    assert opening_code() not in stored
    assert opening_code().replace("-", "") not in stored


def test_with_an_account_the_console_says_nothing_of_a_code(serve: Serve) -> None:
    make_staff("boss", "management", None)
    assert "enter the code" not in serve()
