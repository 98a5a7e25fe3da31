"""Starting and ending child processes so that none is ever left behind."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from servicedesk.embedded.problems import StartError
from servicedesk.embedded.server_user import ServerUser
from servicedesk.embedded.tether import die_with_parent

# Long enough for a worker to finish what it has in hand.
PATIENCE_SECONDS = 20


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str],
    user: ServerUser | None = None,
    on_orphaned: signal.Signals = signal.SIGTERM,
    keep_open: Sequence[int] = (),
    cwd: Path | str = "/",
) -> "subprocess.Popen[bytes]":
    """Start `command` in a process group of its own, its output appended to `log`.

    The kernel sends it `on_orphaned` should this process die. `keep_open` are descriptors it inherits.
    """
    parent = os.getpid()
    with log.open("ab") as output:
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]  # the user comes as one mapping
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env),
            cwd=cwd,
            process_group=0,
            pass_fds=tuple(keep_open),
            preexec_fn=lambda: die_with_parent(on_orphaned, parent),  # noqa: PLW1509 - one thread at this point
            **(user.run_as() if user else {}),
        )


def stop(
    process: "subprocess.Popen[bytes]", sent: signal.Signals, patience: float = PATIENCE_SECONDS
) -> None:
    """Ask `process` to end, wait `patience` seconds, then end its whole group."""
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(sent)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(
    is_ready: Callable[[], bool], process: "subprocess.Popen[bytes]", *, name: str, log: Path
) -> None:
    """Return once `is_ready`; StartError quotes `log` when the process ends or takes a minute."""
    until = time.monotonic() + 60
    while not is_ready():
        if process.poll() is not None or time.monotonic() > until:
            raise StartError(f"{name} did not start ({last_words(log)}): all it said is in {log}.")
        time.sleep(0.02)


def last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines() if log.exists() else []
    return lines[-1].strip()[:200] if lines else "it said nothing"


def clean_environment() -> dict[str, str]:
    """The environment without PG* variables, which would send clients and servers elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}
