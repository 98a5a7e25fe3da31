"""`manage.py test`: the suite, or what is named, on throw-away servers. Arguments go to pytest."""

import contextlib
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from servicedesk.embedded.layout import BASE_DIR
from servicedesk.embedded.messages import compile_messages
from servicedesk.embedded.problems import StartError
from servicedesk.embedded.throwaway import throwaway_pair

# Below this many test files one process is done before two have started.
WORTH_TWO_PROCESSES = 6
OWN_CHOICE = {"--numprocesses", "--dist", "--pdb", "--trace", "--collect-only", "--co", "--help", "-h"}


def main(arguments: list[str]) -> int:
    """Pytest's exit code, or 1 with one sentence when the servers cannot be started."""
    os.chdir(BASE_DIR)
    compile_messages()
    try:
        with servers(), tempfile.TemporaryDirectory(prefix="sdtest-files-") as files:
            os.environ.update(environment(Path(files)))
            return int(pytest.main([*processes(arguments), *arguments]))
    except StartError as problem:
        print(problem, file=sys.stderr)
        return 1


@contextlib.contextmanager
def servers() -> Iterator[None]:
    """The servers of DATABASE_URL and REDIS_URL where both are set, else a throw-away pair in their place."""
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        yield
        return
    with throwaway_pair() as pair:
        os.environ.update(DATABASE_URL=pair.database_url, REDIS_URL=pair.redis_url)
        yield


def environment(files: Path) -> dict[str, str]:
    """What a test run differs in; its secrets are made for it alone."""
    return {
        "SERVICEDESK_ENV": "test",
        "SERVICEDESK_VAR": str(files),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "LOG_CHAIN_KEY": secrets.token_urlsafe(48),
        "C_FORCE_ROOT": "1",
    }


def processes(arguments: list[str]) -> list[str]:
    """How many processes pytest gets: one per core for the suite, one for a handful of named files."""
    if any(argument.startswith("-n") or argument.partition("=")[0] in OWN_CHOICE for argument in arguments):
        return []
    named = [Path(argument.partition("::")[0]) for argument in arguments if not argument.startswith("-")]
    named = [path for path in named if path.exists()]
    files = {file for path in named for file in ([path] if path.is_file() else path.rglob("test_*.py"))}
    if named and len(files) < WORTH_TWO_PROCESSES:
        return []
    return ["-n", "auto"]
