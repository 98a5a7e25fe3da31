"""The measurement of bench/tickets.py, inside its house."""

import json
import os
import platform
import time
from argparse import Namespace
from typing import Any

from bench.house import House, say
from bench.pace import pace
from bench.pages import measure_pages, open_long_ticket
from bench.registering import by_api, by_form, by_service
from bench.shelf import fill, make_shelf
from bench.web import Web, start_web

AIMS = {
    "queue_p50_ms": "< 40 at 100,000; at 1,000,000 at most 1.3 times the figure at 10,000",
    "ticket_p50_ms": "< 40 at 100,000",
    "queries": "<= 15 for each page",
    "by_form": ">= 110 a second with 8 clients",
}


def main(house: House, given: Namespace) -> int:
    shelf = make_shelf()
    web = start_web(house)
    long_ticket = open_long_ticket()
    facts = {"bench": "tickets", "python": platform.python_version(), "cores": os.cpu_count()}
    sizes = []
    for size in given.tickets:
        began = time.perf_counter()
        figures: dict[str, Any] = fill(shelf, size, given.open)
        figures["seconds_to_make_them"] = round(time.perf_counter() - began, 1)
        figures["million_calls_a_second"] = pace()
        if "pages" in given.only:
            figures["pages"] = measure_pages(web, long_ticket, given)
        if "registration" in given.only:
            figures["registration"] = registrations(web, given)
        say(json.dumps(figures))
        sizes.append(figures)
    house.stop_parts()
    print(json.dumps({**facts, "sizes": sizes, "ratios": ratios(sizes), "aims": AIMS}))
    return 0


def registrations(web: Web, given: Namespace) -> dict[str, Any]:
    """Requests registered per second, with clocks, log and outbox in the same transaction."""
    found: dict[str, Any] = {"service": by_service(given)}
    for clients in given.clients:
        found[f"form_{clients}"] = by_form(web, clients, given.requests)
        found[f"api_{clients}"] = by_api(web, clients, given.requests)
    return found


def ratios(sizes: list[dict[str, Any]]) -> dict[str, float]:
    """The largest size to the smallest one of the same run."""
    if len(sizes) < 2 or "pages" not in sizes[0]:  # noqa: PLR2004 - a ratio needs two
        return {}
    first, last = sizes[0]["pages"], sizes[-1]["pages"]
    return {name: round(last[name]["p50_ms"] / first[name]["p50_ms"], 2) for name in ("queue", "ticket")}
