"""A ticket's way in and its pages: registrations per second, the queue and one ticket, at several sizes.

    python3 bench/tickets.py [--tickets 10000,100000,1000000] [--open 0.05] [--clients 2,8]
                             [--requests 1200] [--views 100] [--only registration,pages] [--profile]

Prints one line of JSON. Starts PostgreSQL, Valkey and the web server of its own on a throw-away folder.
"""

import argparse
import sys
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from servicedesk import bootstrap

PARTS = ("registration", "pages")


def numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def main() -> int:
    parser = argparse.ArgumentParser(description="A ticket's way in and its pages.")
    parser.add_argument("--tickets", type=numbers, default=[10_000], help="sizes, ascending")
    parser.add_argument("--open", type=float, default=0.05, help="share of the tickets that are open")
    parser.add_argument("--clients", type=numbers, default=[2, 8], help="how many register at once")
    parser.add_argument("--requests", type=int, default=1_200, help="registrations in each measurement")
    parser.add_argument("--views", type=int, default=100, help="how often each page is fetched")
    parser.add_argument("--only", default=",".join(PARTS), help="which parts, separated by commas")
    parser.add_argument("--profile", action="store_true", help="also: where the time goes, to standard error")
    given = parser.parse_args()
    bootstrap.enter("bench")
    return int(import_module("bench.house").run("bench.tickets_run", given))


if __name__ == "__main__":
    sys.exit(main())
