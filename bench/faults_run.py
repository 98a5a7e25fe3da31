"""The measurement of bench/faults.py, inside its house."""

import json
import os
import shutil
import signal
import time
from argparse import Namespace
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from bench.house import House
from bench.load import PATIENCE, due_steadily, grow, wait_for_the_watch
from bench.outcome import Due, completeness, is_over, lag, proof
from bench.template import make_template

ROUND_SECONDS = 0.1
CALM = timedelta(seconds=10)  # at the end of the load nothing is killed any more


def main(house: House, given: Namespace) -> int:
    template = make_template(now=timezone.now())
    clocks = grow(template, given.clocks)
    house.start_worker("clocks")
    house.start_beat()
    wait_for_the_watch()
    due = due_steadily(template, seconds=round(given.minutes * 60), per_second=given.per_second)
    kinds = list(FAULTS) * given.times
    struck = strike(house, due, kinds)
    is_caught_up = catch_up(house, due)
    figures = {
        "bench": "faults",
        "cores": os.cpu_count(),
        "clocks": clocks,
        "minutes": given.minutes,
        "per_second": given.per_second,
        "each_fault": given.times,
        "caught_up": is_caught_up,
        **completeness(due),
        **lag(due),
        "longest_lag_after": longest_lags(due, kinds, struck),
        **proof(due),
    }
    print(json.dumps(figures))
    return 0


def kill_worker(house: House) -> None:
    _kill(house, "clocks", signal.SIGKILL)


def kill_beat(house: House) -> None:
    _kill(house, "beat", signal.SIGKILL)


def empty_broker(house: House) -> None:
    """It comes back without a single queue."""
    _kill(house, "Valkey", signal.SIGKILL)
    shutil.rmtree(house.valkey.data)


def restart_database(house: House) -> None:
    """An immediate shutdown: every connection breaks, and the next start recovers."""
    _kill(house, "PostgreSQL", signal.SIGQUIT)


FAULTS: Mapping[str, Callable[[House], None]] = {
    "worker killed": kill_worker,
    "beat killed": kill_beat,
    "broker emptied": empty_broker,
    "database restarted": restart_database,
}


def strike(house: House, due: Due, kinds: list[str]) -> list[datetime]:
    """One fault after the other, evenly over the load; answers when each struck."""
    apart = (due.ends - CALM - due.begins) / len(kinds)
    struck = []
    connection.close()  # it would not survive
    for number, kind in enumerate(kinds):
        look_after_until(house, due.begins + apart * number)
        struck.append(timezone.now())
        FAULTS[kind](house)
    look_after_until(house, due.ends)
    return struck


def look_after_until(house: House, at: datetime) -> None:
    while timezone.now() < at:
        house.supervisor.look_after()
        time.sleep(ROUND_SECONDS)


def catch_up(house: House, due: Due) -> bool:
    """Whether all that was due fired in the end."""
    until = timezone.now() + PATIENCE
    while not is_over(due):
        if timezone.now() > until:
            return False
        look_after_until(house, timezone.now() + timedelta(seconds=1))
    return True


def longest_lags(due: Due, kinds: list[str], struck: list[datetime]) -> dict[str, Any]:
    """By kind of fault: the seconds to the commit of the latest firing that was due before the next fault."""
    longest: dict[str, float] = {}
    for kind, begins, ends in zip(kinds, struck, [*struck[1:], due.ends], strict=True):
        late = lag(Due(due.planted, begins - timedelta(seconds=1), ends))["committed"]["max"] or 0.0
        longest[kind] = max(longest.get(kind, 0.0), late)
    return longest


def _kill(house: House, name: str, sent: signal.Signals) -> None:
    for watch in (*house.supervisor.servers, *house.supervisor.parts):
        if watch.name == name and watch.thing.process:
            watch.thing.process.send_signal(sent)
            watch.thing.process.wait()
