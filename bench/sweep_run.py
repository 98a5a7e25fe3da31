"""The measurement of bench/sweep.py, inside its house."""

import cProfile
import json
import os
import platform
import pstats
import statistics
import sys
import time
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils import timezone

from bench.bare_sql import Marks, read_written, write_bare
from bench.copies import plant
from bench.house import House, say
from bench.load import (
    FAR,
    due_at_once,
    due_in_a_minute,
    due_steadily,
    grow,
    wait_for_the_end,
    wait_for_the_watch,
)
from bench.outcome import completeness, lag, last_commit, proof
from bench.template import Template, make_template
from servicedesk.embedded.supervisor import Part
from sla.services.sweep import BATCH, sweep

AIMS = {
    "nothing_due": "ratio <= 1.5",
    "due_at_once": "times_bare_sql <= 10",
    "storm": "peak_rss_mib < 300",
    "lag": "p99 < 1.5 s",
}
SHARE_DUE = 100  # one clock in so many is due at once


def main(house: House, given: Namespace) -> int:
    template = make_template(now=timezone.now())
    if given.profile:
        profile(template, given)
        return 0
    only = given.only.split(",")
    figures: dict[str, Any] = {"bench": "sweep", "python": platform.python_version(), "cores": os.cpu_count()}
    figures["load_before"] = round(os.getloadavg()[0], 1)
    small: dict[str, Any] = {}
    if "nothing" in only:
        small = {"clocks": grow(template, given.small)} | nothing_due(given.rounds)
    began = time.perf_counter()
    figures["clocks"] = grow(template, given.clocks)
    figures["seconds_to_make_them"] = round(time.perf_counter() - began, 1)
    if small:
        full = nothing_due(given.rounds)
        figures["nothing_due"] = {
            "clocks_small": small["clocks"],
            "median_ms_small": small["median_ms"],
            **full,
            "ratio": round(full["median_ms"] / small["median_ms"], 2),
        }
        say(json.dumps(figures["nothing_due"]))
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "lag": lambda: steady(house, template, given),
        "due_at_once": lambda: against_bare_sql(template, max(1, given.clocks // SHARE_DUE)),
        "storm": lambda: storm(house, template, given.storm),
    }
    for name, part in parts.items():
        if name.partition("_")[0] in only:
            say(f"{name} ...")
            figures[name] = part()
            say(json.dumps(figures[name]))
    print(json.dumps(figures | {"aims": AIMS}))
    return 0


def nothing_due(rounds: int) -> dict[str, Any]:
    """Sweeps that find nothing, one after the other."""
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        sweep(now=timezone.now())
        took.append((time.perf_counter() - began) * 1000)
    return {"rounds": rounds, "median_ms": round(statistics.median(took), 2)}


def against_bare_sql(template: Template, count: int) -> dict[str, Any]:
    """One sweep over `count` due promises, then its rows for twins of the same tickets by bare SQL."""
    sweep(now=timezone.now())  # what the template itself still had to come
    due = due_at_once(template, count)
    twins = plant(template, count, due_from=timezone.now() + FAR, apart=0)
    before = Marks.now()
    began = time.perf_counter()
    fired = sweep(now=timezone.now())
    ours = time.perf_counter() - began
    written = read_written(before, due.planted, twins)
    bare = write_bare(written, count, BATCH)
    return {
        "promises": count,
        "firings": fired,
        "firings_per_second": round(fired / ours),
        "bare_per_second": round(fired / bare),
        "times_bare_sql": round(ours / bare, 1),
        "rows": written.counts,
        **proof(due),
    }


def storm(house: House, template: Template, count: int) -> dict[str, Any]:
    """`count` promises of one minute appear at once; two workers drain them."""
    workers = [house.start_worker("clocks-1"), house.start_worker("clocks-2")]
    house.start_beat()
    wait_for_the_watch()
    due = due_in_a_minute(template, count)
    began = timezone.now()
    is_drained = wait_for_the_end(due)
    seconds = (last_commit(due) - began).total_seconds()
    figures = {
        "workers": len(workers),
        "drained": is_drained,
        "seconds_to_drain": round(seconds, 1),
        "firings_per_second": round(count / seconds),
        "peak_rss_mib": max(peak_rss(worker) for worker in workers),
        **completeness(due),
        **proof(due),
    }
    house.stop_parts()
    return figures


def steady(house: House, template: Template, given: Namespace) -> dict[str, Any]:
    """Beat and one worker, as `up` runs them, while so many promises fall due each second."""
    worker = house.start_worker("clocks")
    house.start_beat()
    wait_for_the_watch()
    due = due_steadily(template, seconds=round(given.minutes * 60), per_second=given.per_second)
    wait_for_the_end(due)
    figures = {
        "minutes": given.minutes,
        "per_second": given.per_second,
        **lag(due),
        "peak_rss_mib": peak_rss(worker),
        **completeness(due),
        **proof(due),
    }
    house.stop_parts()
    return figures


def peak_rss(part: Part) -> float:
    """The most memory any process of a worker has held, in MiB."""
    if part.process is None:
        return 0.0
    peaks = [0]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(folder.name)) == part.process.pid:
                status = (folder / "status").read_text()
                peaks += [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")]
        except (ProcessLookupError, FileNotFoundError):
            continue
    return round(max(peaks) / 1024, 1)


def profile(template: Template, given: Namespace) -> None:
    """Where the time of a sweep with much due goes, to standard error."""
    grow(template, given.clocks)
    sweep(now=timezone.now())
    due_at_once(template, max(1, given.clocks // SHARE_DUE))
    with cProfile.Profile() as profiler:
        sweep(now=timezone.now())
    for order in ("cumulative", "tottime"):
        pstats.Stats(profiler, stream=sys.stderr).sort_stats(order).print_stats(60)
