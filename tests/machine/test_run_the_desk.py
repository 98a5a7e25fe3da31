"""`manage.py up`, for real: whole processes, so these are few and each tells a story."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg2
import pytest

from tests.machine.clones import Clone, clone_into
from tests.machine.conftest import bare_environment
from tests.plugins.worker import wait_for

pytestmark = pytest.mark.slow
PARTS = ["gunicorn", "clocks@", "delivery@", "beat", "catcher.server", "valkey-server", "postgres -D"]


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder with a space in its name that every user of this machine can reach."""
    folder = Path(tempfile.mkdtemp(prefix="sd trial "))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def clone(place: Path) -> Iterator[Clone]:
    made = clone_into(place / "the desk")
    yield made
    made.end()


def rows(clone: Clone) -> int:
    connection = psycopg2.connect(clone.facts["database_url"])
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_user")
        count = int(cursor.fetchone()[0])
    connection.close()
    return count


def test_it_starts_from_nothing_and_whatever_is_killed_comes_back(clone: Clone) -> None:
    said = clone.up()
    assert clone.facts["base_url"] in said
    assert (clone.folder / "var/secrets.json").stat().st_mode & 0o077 == 0
    assert (clone.folder / "var/demo.json").stat().st_mode & 0o077 == 0
    before = rows(clone)
    assert before > 0
    for word in PARTS:
        clone.kill(word)
        wait_for(partial(clone.processes, word), seconds=30)
    wait_for(clone.is_well, seconds=60)
    assert rows(clone) == before
    assert clone.stop() == 0
    assert clone.processes() == []
    assert not (clone.folder / "var/runtime.json").exists()


def test_an_empty_start_has_no_demo_and_says_how_the_first_account_is_made(clone: Clone) -> None:
    said = clone.up("--empty")
    assert f"Open {clone.facts['base_url']}/desk/ and enter the code " in said
    assert rows(clone) == 0
    assert clone.stop() == 0
    again = clone.up()
    assert "and enter the code " in again
    assert rows(clone) == 0


def test_a_killed_supervisor_leaves_no_process_and_the_next_start_works(clone: Clone) -> None:
    clone.up()
    before = rows(clone)
    assert clone.run is not None
    clone.run.kill()
    clone.run.wait()
    wait_for(lambda: clone.processes() == [], seconds=20)
    clone.up()
    assert rows(clone) == before
    clone.run.send_signal(signal.SIGTERM)
    assert clone.run.wait(40) == 0
    assert clone.processes() == []


def test_two_clones_run_side_by_side_and_one_clone_only_once(clone: Clone, place: Path) -> None:
    other = clone_into(place / "other desk")
    try:
        clone.up()
        said = other.up()
        assert other.facts["base_url"] != clone.facts["base_url"]
        assert "is taken, so the desk is on" in said
        again = subprocess.run(
            [sys.executable, "manage.py", "up"],
            cwd=clone.folder,
            env=bare_environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert again.returncode == 1
        assert again.stderr.startswith("It already runs in this folder")
        assert clone.is_well()
        assert other.is_well()
    finally:
        other.end()


def test_a_port_asked_for_and_taken_is_said_in_one_sentence(clone: Clone) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert clone.start("--port", str(port)).wait(30) == 1
    assert clone.said.splitlines()[-1] == f"Port {port} cannot be used: name another with --port."
    assert clone.processes() == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to leave its own folders")
def test_root_can_run_it_below_a_folder_of_its_own(clone: Clone, place: Path) -> None:
    place.chmod(0o700)
    clone.up()
    sockets = Path(unquote(urlsplit(clone.facts["database_url"]).netloc.partition("@")[2]))
    data = Path("/var/lib/servicedesk") / sockets.parent.name
    assert clone.stop() == 0
    assert list(data.glob("postgres-*"))
    shutil.rmtree(data)
