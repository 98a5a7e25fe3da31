"""PostgreSQL and Valkey for one run of the tests: quick, private, gone afterwards."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from servicedesk.embedded.layout import make_private, short_temporary_folder
from servicedesk.embedded.postgres import postgres_in
from servicedesk.embedded.valkey import Valkey


@dataclass(frozen=True)
class Pair:
    database_url: str
    redis_url: str


@contextlib.contextmanager
def throwaway_pair() -> Iterator[Pair]:
    """Both servers in a temporary folder of this process, with a database called `servicedesk`."""
    sweep_leftovers()
    folder = Path(tempfile.mkdtemp(prefix=f"{_prefix()}{os.getpid()}-", dir=short_temporary_folder()))
    make_private(folder)
    postgres = postgres_in(folder, folder / "pg", folder / "postgres.log", is_durable=False)
    valkey = Valkey(folder / "valkey", folder / "valkey.sock", folder / "valkey.log", is_durable=False)
    try:
        valkey.start()
        postgres.start()
        postgres.ensure_database("servicedesk")
        yield Pair(postgres.url("servicedesk"), valkey.url)
    finally:
        postgres.stop()
        valkey.stop()
        shutil.rmtree(postgres.home, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def sweep_leftovers() -> None:
    """Remove the folders of runs that were killed before they could."""
    for folder in short_temporary_folder().glob(f"{_prefix()}*"):
        pid = folder.name.removeprefix(_prefix()).partition("-")[0]
        if pid.isdecimal() and not _is_alive(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def _prefix() -> str:
    return f"sdtest-{os.geteuid()}-"


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
