"""The watch under steady load while its parts are killed: what is lost, what comes twice, how late it gets.

    python3 bench/faults.py [--clocks 10000] [--minutes 10] [--per-second 20] [--times 3]

Kills a worker, kills beat, restarts the broker empty, restarts PostgreSQL at once, in turn, each `--times`
times. Whatever died is started again by the supervisor of `manage.py up`. Prints one line of JSON.
"""

import argparse
import sys
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from servicedesk import bootstrap


def main() -> int:
    parser = argparse.ArgumentParser(description="The watch while its parts are killed.")
    parser.add_argument("--clocks", type=int, default=10_000, help="clocks that run")
    parser.add_argument("--minutes", type=float, default=10, help="how long the steady load lasts")
    parser.add_argument("--per-second", type=int, default=20, help="promises due a second")
    parser.add_argument("--times", type=int, default=3, help="how often each part is killed")
    given = parser.parse_args()
    bootstrap.enter("bench")
    return int(import_module("bench.house").run("bench.faults_run", given))


if __name__ == "__main__":
    sys.exit(main())
