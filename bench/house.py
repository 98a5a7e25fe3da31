"""A house of our own to measure in: real servers on a throw-away folder, real workers, a real beat.

The programs of the watch start it with `run`, before anything that needs Django's settings is imported.
"""

import contextlib
import os
import secrets
import shutil
import signal
import sys
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import django
import psycopg2
from django.core.management import call_command

from servicedesk.embedded.layout import make_private, short_temporary_folder
from servicedesk.embedded.messages import compile_messages
from servicedesk.embedded.parts import CELERY, WORKER
from servicedesk.embedded.postgres import Postgres, postgres_in
from servicedesk.embedded.processes import clean_environment, stop
from servicedesk.embedded.supervisor import Part, Supervisor
from servicedesk.embedded.valkey import Valkey
from servicedesk.embedded.var_lock import lock_var

DATABASE = "servicedesk"


@dataclass
class House:
    """The servers, and the processes that were started in it.

    As under `manage.py up`, whoever calls `supervisor.look_after` has what died started again.
    """

    folder: Path
    postgres: Postgres
    valkey: Valkey
    supervisor: Supervisor

    def start(self) -> None:
        """Durable servers, as in production; the database notes when each transaction committed."""
        self.supervisor.add_server("Valkey", self.valkey)
        self.postgres.start()
        self.postgres.ensure_database(DATABASE)
        with contextlib.closing(psycopg2.connect(self.postgres.url(DATABASE))) as connection:
            connection.autocommit = True
            connection.cursor().execute("ALTER SYSTEM SET track_commit_timestamp = on")
        self.postgres.stop()
        self.supervisor.add_server("PostgreSQL", self.postgres)

    def start_worker(self, name: str) -> Part:
        """A worker for the clocks, as `manage.py up` starts it."""
        return self._part(name, *WORKER, "-n", f"{name}@%h", "-Q", "clocks", "-c", "1")

    def start_beat(self) -> Part:
        return self._part("beat", *CELERY, "beat", "--pidfile=", "-l", "warning")

    def stop_parts(self) -> None:
        for watch in self.supervisor.parts:
            if watch.thing.process:
                stop(watch.thing.process, signal.SIGTERM, patience=5)
        self.supervisor.parts = []

    def close(self) -> None:
        self.supervisor.stop(patience=5)
        shutil.rmtree(self.postgres.home, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _part(self, name: str, *command: str) -> Part:
        log = self.folder / f"{name}.log"
        part = Part(name, [sys.executable, "-m", *command], log, clean_environment())
        self.supervisor.add_part(part)
        return part


def run(module: str, arguments: Namespace) -> int:
    """Open a house, make Django ready in it, and let `module.main(house, arguments)` measure."""
    with open_house() as house:
        compile_messages()
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        main: Callable[[House, Namespace], int] = import_module(module).main
        return main(house, arguments)


@contextlib.contextmanager
def open_house() -> Iterator[House]:
    folder = make_private(Path(tempfile.mkdtemp(prefix="sdbench-", dir=short_temporary_folder())))
    house = House(
        folder,
        postgres_in(folder, folder / "pg", folder / "postgres.log", is_durable=True),
        Valkey(folder / "valkey", folder / "valkey.sock", folder / "valkey.log", is_durable=True),
        Supervisor(lock_var(folder), say),
    )
    try:
        house.start()
        os.environ |= environment(house)
        yield house
    finally:
        house.close()


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def environment(house: House) -> dict[str, str]:
    """What this process and those it starts find the house by; its secrets are made for it alone."""
    return {
        "DJANGO_SETTINGS_MODULE": "servicedesk.settings",
        "SERVICEDESK_ENV": "embedded",
        "SERVICEDESK_VAR": str(house.folder),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "LOG_CHAIN_KEY": secrets.token_urlsafe(48),
        "DATABASE_URL": house.postgres.url(DATABASE),
        "REDIS_URL": house.valkey.url,
        "LOG_LEVEL": "WARNING",
        "C_FORCE_ROOT": "1",
        "PYTHONUNBUFFERED": "1",
    }
