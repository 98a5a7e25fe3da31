"""One run per folder. The servers inherit the lock, so the next run waits until the last of them is gone."""

import fcntl
import os
import subprocess
import time
from pathlib import Path

from servicedesk.embedded.layout import running
from servicedesk.embedded.problems import StartError

# What a killed run leaves behind ends by itself; PostgreSQL's shutdown takes longest.
PATIENCE_SECONDS = 60


def lock_var(var: Path) -> int:
    """The descriptor of the locked file; StartError when another run is alive in this folder."""
    descriptor = os.open(var / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    until = time.monotonic() + PATIENCE_SECONDS
    while not _try(descriptor):
        holder = os.pread(descriptor, 20, 0).decode() or "unknown"
        if _is_alive(holder):
            place = running(var).get("base_url", "its first steps")
            raise StartError(
                f"It already runs in this folder ({place}, process {holder}): open that, or stop it first."
            )
        if time.monotonic() > until:
            raise StartError(f"Servers of an earlier run still use {var}: end them, then start again.")
        time.sleep(0.1)
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode(), 0)
    return descriptor


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_alive(pid: str) -> bool:
    """Whether that process lives and is a run of ours: numbers are given anew."""
    if not pid.isdecimal():
        return False
    if Path("/proc/self").exists():
        try:
            return b"manage.py" in Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return False
    said = subprocess.run(["/bin/ps", "-o", "command=", "-p", pid], capture_output=True, check=False)
    return b"manage.py" in said.stdout
