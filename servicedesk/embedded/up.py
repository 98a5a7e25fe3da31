"""`manage.py up`: the whole desk on this machine, from nothing, under one supervisor."""

import argparse
import os
import shutil
import signal
import sys
import time
from types import FrameType
from typing import Any

from servicedesk.embedded.house import House
from servicedesk.embedded.problems import StartError

ROUND_SECONDS = 0.2


class Stop(Exception):
    """Someone asked it to end."""


def main(arguments: list[str]) -> int:
    """Runs until asked to stop; 1 with one sentence when it cannot start."""
    parser = argparse.ArgumentParser(prog="manage.py up", description=__doc__)
    parser.add_argument("--port", type=int, help="serve here only; otherwise 8000 or the next free port")
    parser.add_argument(
        "--empty", action="store_true", help="without the demo organisation: yours is set up in the pages"
    )
    options = parser.parse_args(arguments)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    house = House(port=options.port, is_empty=options.empty)
    try:
        return _run(house)
    except Stop:
        print("\nStopping ...", flush=True)
        return 0
    except StartError as problem:
        print(problem, file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"{_plain(problem)}: mend that, then start again.", file=sys.stderr)
        return 1
    finally:
        _close(house)


def _run(house: House) -> int:
    house.start()
    while True:
        house.look_after()
        time.sleep(ROUND_SECONDS)


def _close(house: House) -> None:
    """A second Ctrl-C ends the patience, not the care."""
    try:
        house.stop()
    except Stop:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        house.stop(patience=0)


def _stop(_number: int, _frame: FrameType | None) -> Any:
    raise Stop


def _plain(problem: OSError) -> str:
    if problem.errno == 28:  # noqa: PLR2004 - ENOSPC
        free = shutil.disk_usage(os.curdir).free // 1_000_000
        return f"The disk is full ({free} MB left)"
    return f"{problem.strerror or 'The system refused'}{f' ({problem.filename})' if problem.filename else ''}"
