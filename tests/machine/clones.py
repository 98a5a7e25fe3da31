"""A clone of this checkout and the run inside it, watched from outside like a user's."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from tests.machine.conftest import bare_environment
from tests.plugins.worker import wait_for

NOT_CLONED = shutil.ignore_patterns(
    ".git", ".venv", "var", "staticfiles", "__pycache__", ".*_cache", ".hypothesis"
)


@dataclass
class Clone:
    """A copy of the checkout at `folder`. Every process of its run works below that folder."""

    folder: Path
    run: "subprocess.Popen[str] | None" = None

    @property
    def facts(self) -> dict[str, str]:
        """What the run wrote about itself."""
        return dict(json.loads((self.folder / "var/runtime.json").read_text()))

    def start(self, *options: str) -> "subprocess.Popen[str]":
        """`manage.py up`, without waiting."""
        with (self.folder / "said").open("w") as said:
            self.run = subprocess.Popen(
                [sys.executable, "manage.py", "up", *options],
                env=bare_environment() | {"PYTHONUNBUFFERED": "1"},
                cwd=self.folder,
                stdout=said,
                stderr=subprocess.STDOUT,
                text=True,
            )
        return self.run

    def up(self, *options: str) -> str:
        """`manage.py up` until it runs; returns what it said."""
        run = self.start(*options)
        wait_for(lambda: "Ctrl-C stops everything" in self.said or run.poll() is not None, seconds=100)
        assert run.poll() is None, self.said
        return self.said

    @property
    def said(self) -> str:
        return (self.folder / "said").read_text()

    def is_well(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.facts['base_url']}/readyz?deep", timeout=5) as answer:  # noqa: S310 - ours
                return bool(answer.status == 200)
        except OSError:
            return False

    def processes(self, word: str = "") -> list[int]:
        """Every living process of this clone whose command line has `word`."""
        return [int(folder.name) for folder in Path("/proc").glob("[0-9]*") if self._is_ours(folder, word)]

    def _is_ours(self, folder: Path, word: str) -> bool:
        try:
            place, command = (folder / "cwd").readlink(), (folder / "cmdline").read_bytes()
        except OSError:
            return False
        return place.is_relative_to(self.folder) and word.encode() in command.replace(b"\0", b" ")

    def kill(self, word: str) -> None:
        """Kill -9 the oldest process with `word`, and see all of them end."""
        before = self.processes(word)
        os.kill(min(before), signal.SIGKILL)
        wait_for(lambda: set(before).isdisjoint(self.processes(word)), seconds=30)

    def stop(self) -> int:
        """Ctrl-C; returns the exit code."""
        assert self.run is not None
        self.run.send_signal(signal.SIGINT)
        return self.run.wait(40)

    def end(self) -> None:
        """Whatever happened, leave nothing behind."""
        for _ in range(50):
            for pid in self.processes():
                with_no_error(pid)
            if not self.processes():
                break
            time.sleep(0.1)
        if self.run is not None:
            self.run.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)


def with_no_error(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def clone_into(folder: Path) -> Clone:
    shutil.copytree(settings.BASE_DIR, folder, ignore=NOT_CLONED)
    return Clone(folder)
