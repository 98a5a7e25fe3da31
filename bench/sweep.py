"""The watch over many running clocks: nothing due, much due at once, a storm, and the lag under steady load.

    python3 bench/sweep.py [--clocks 10000] [--small 10000] [--only nothing,due,storm,lag]
                           [--storm 100000] [--minutes 10] [--per-second 20]

Prints one line of JSON. Starts PostgreSQL, Valkey, workers and beat of its own on a throw-away folder.
"""

import argparse
import sys
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from servicedesk import bootstrap

PARTS = ("nothing", "due", "storm", "lag")


def main() -> int:
    parser = argparse.ArgumentParser(description="The watch over many running clocks.")
    parser.add_argument("--clocks", type=int, default=10_000, help="clocks that run, in all parts")
    parser.add_argument("--small", type=int, default=10_000, help="what a sweep with nothing due compares to")
    parser.add_argument("--only", default=",".join(PARTS), help="which parts, separated by commas")
    parser.add_argument("--rounds", type=int, default=200, help="sweeps with nothing due")
    parser.add_argument("--storm", type=int, default=100_000, help="promises due in one minute")
    parser.add_argument("--minutes", type=float, default=10, help="how long the steady load lasts")
    parser.add_argument("--per-second", type=int, default=20, help="promises due a second in it")
    parser.add_argument("--profile", action="store_true", help="instead: where the time of `due` goes")
    given = parser.parse_args()
    bootstrap.enter("bench")
    return int(import_module("bench.house").run("bench.sweep_run", given))


if __name__ == "__main__":
    sys.exit(main())
