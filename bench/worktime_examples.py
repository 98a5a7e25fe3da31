"""How many random examples of working time, with spans of years, agree with the slow oracle of the tests.

    python3 bench/worktime_examples.py [--examples 1000000] [--workers 2] [--days]

Prints one line of JSON and exits 1 when one disagreed. A million take hours, 20,000 minutes.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TESTS = "tests/core/test_worktime_properties.py"
PASSED = re.compile(r"(\d+) passing, (\d+) failing, and \d+ invalid")


def main() -> None:
    parser = argparse.ArgumentParser(description="Random examples of working time against the slow oracle.")
    parser.add_argument("--examples", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--days", action="store_true", help="spans of days, as in the suite, not of years")
    given = parser.parse_args()
    spans = "days" if given.days else "long"
    began = time.monotonic()
    run = subprocess.run(
        [
            sys.executable,
            "manage.py",
            "test",
            TESTS,
            "-n",
            str(given.workers),
            "--hypothesis-show-statistics",
        ],
        cwd=ROOT,
        env=os.environ | {"WORKTIME_EXAMPLES": str(given.examples), "WORKTIME_SPANS": spans},
        capture_output=True,
        text=True,
        check=False,
    )
    found = PASSED.findall(run.stdout)
    if run.returncode:
        print(run.stdout, run.stderr, file=sys.stderr)
    figures = {
        "bench": "worktime_examples",
        "asked_for": given.examples,
        "agreed": sum(int(agreed) for agreed, _ in found),
        "disagreed": sum(int(disagreed) for _, disagreed in found),
        "longest_span_days": 6 if given.days else 1500,
        "workers": given.workers,
        "seconds": round(time.monotonic() - began, 1),
    }
    print(json.dumps(figures))
    sys.exit(run.returncode)


if __name__ == "__main__":
    main()
