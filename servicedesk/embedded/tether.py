"""Children that do not outlive their parent, on Linux by the kernel's own parent-death signal."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
# Loaded here, not in the child: between fork and exec nothing may be imported.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(sent: signal.Signals = signal.SIGKILL, parent: int | None = None) -> None:
    """Ask the kernel to send `sent` to this process when its parent ends. Does nothing outside Linux.

    To be called after any change of user, which clears the request, and from a parent's main thread,
    because it is the thread whose end counts. With `parent`, the process also ends when that one has
    died before the call.
    """
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, sent)
        if parent is not None and os.getppid() != parent:
            os.kill(os.getpid(), sent)
