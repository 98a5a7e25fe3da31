"""Keeps the parts of the house running: what dies is started again, each time after a longer wait."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from servicedesk.embedded.layout import BASE_DIR
from servicedesk.embedded.problems import StartError
from servicedesk.embedded.processes import PATIENCE_SECONDS, last_words, spawn

FIRST_DELAY_SECONDS, LONGEST_DELAY_SECONDS = 0.2, 30.0
# Alive this long, a part counts as well again.
WELL_AFTER_SECONDS = 60.0


class Server(Protocol):
    """PostgreSQL or Valkey."""

    process: "subprocess.Popen[bytes] | None"
    log: Path

    def start(self, keep_open: list[int] | None = None) -> None: ...
    def stop(self) -> None: ...


@dataclass
class Part:
    """One process of ours: web, a worker, beat, the mail catcher."""

    name: str
    command: Sequence[str]
    log: Path
    env: dict[str, str]
    keep_open: Sequence[int] = ()
    process: "subprocess.Popen[bytes] | None" = None

    def start(self, keep_open: list[int] | None = None) -> None:
        # Killed with the supervisor at once: tasks are acknowledged late and the socket is the supervisor's.
        self.process = spawn(
            self.command,
            log=self.log,
            env=self.env,
            cwd=BASE_DIR,
            on_orphaned=signal.SIGKILL,
            keep_open=[*self.keep_open, *(keep_open or [])],
        )


@dataclass
class Watch:
    """How often one thing died lately and when it may start again."""

    thing: Part | Server
    name: str
    delay: float = FIRST_DELAY_SECONDS
    started_at: float = 0.0
    start_at: float | None = None

    def start(self, keep_open: list[int]) -> None:
        self.thing.start(keep_open)
        self.started_at, self.start_at = time.monotonic(), None

    def look(self, keep_open: list[int], say: Callable[[str], None]) -> None:
        """Notice a death, or start again when the wait is over."""
        now = time.monotonic()
        if self.start_at is not None:
            if now >= self.start_at:
                self._start_again(keep_open, say)
        elif self.thing.process is not None and self.thing.process.poll() is not None:
            if now - self.started_at > WELL_AFTER_SECONDS:
                self.delay = FIRST_DELAY_SECONDS
            say(f"{self.name} ended ({last_words(self.thing.log)}); starting it again in {self.delay:.1f} s")
            self._wait(now)

    def _start_again(self, keep_open: list[int], say: Callable[[str], None]) -> None:
        try:
            self.start(keep_open)
        except StartError as problem:
            say(f"{problem} Trying again in {self.delay:.0f} s.")
            self._wait(time.monotonic())

    def _wait(self, now: float) -> None:
        self.start_at = now + self.delay
        self.delay = min(self.delay * 2, LONGEST_DELAY_SECONDS)


@dataclass
class Supervisor:
    """All servers and parts of one run; `lock` is the descriptor every server inherits."""

    lock: int
    say: Callable[[str], None]
    servers: list[Watch] = field(default_factory=list)
    parts: list[Watch] = field(default_factory=list)

    def add_server(self, name: str, server: Server) -> None:
        watch = Watch(server, name)
        self.servers.append(watch)
        watch.start([self.lock])

    def add_part(self, part: Part) -> None:
        watch = Watch(part, part.name)
        self.parts.append(watch)
        watch.start([])

    def look_after(self) -> None:
        """One round: servers first, parts need them."""
        for watch in self.servers:
            watch.look([self.lock], self.say)
        for watch in self.parts:
            watch.look([], self.say)

    def stop(self, patience: float = PATIENCE_SECONDS) -> None:
        """Parts together, each as long as it needs up to `patience` seconds; then the servers they used."""
        running = [watch.thing.process for watch in self.parts if watch.thing.process is not None]
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        until = time.monotonic() + patience
        for process in running:
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        for watch in reversed(self.servers):
            watch.thing.stop() if not isinstance(watch.thing, Part) else None
