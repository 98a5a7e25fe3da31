"""`add` and `between` of a working calendar per second, against two packages that do the same.

    python3 bench/worktime.py [--inputs 5000] [--peer-inputs 200] [--rounds 6] [--seed 1]

Prints one line of JSON. Needs the environment of the peers (bench/README.md) and starts itself again in it.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / "var/bench/bin/python"


def main() -> None:
    if not PYTHON.exists():
        sys.exit(f"{PYTHON.relative_to(ROOT)} is missing: make the environment as bench/README.md says.")
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), "-m", "bench.worktime_race", *sys.argv[1:]])  # noqa: S606


if __name__ == "__main__":
    main()
