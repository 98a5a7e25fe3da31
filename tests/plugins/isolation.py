"""Each test process gets Valkey databases of its own, so that queues and caches never mix.

Loaded before Django's settings are read (`addopts` in pyproject.toml). PostgreSQL databases are told apart
by pytest-django itself.
"""

import os
import re


def _own_databases() -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    url = os.environ.get("REDIS_URL", "")
    if not worker or not url:
        return
    number = 2 * (int(worker.removeprefix("gw")) + 1)  # two each: one for queues, one for the cache
    if url.startswith("unix://"):
        os.environ["REDIS_URL"] = re.sub(r"db=\d+", f"db={number}", url)
    else:
        os.environ["REDIS_URL"] = re.sub(r"/\d*$", f"/{number}", url)


_own_databases()
