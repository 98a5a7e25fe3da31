"""Waiting until the whole house says of itself that it is well."""

import json
import time
import urllib.error
import urllib.request
from pathlib import Path

from servicedesk.embedded.problems import StartError
from servicedesk.embedded.processes import last_words
from servicedesk.embedded.supervisor import Supervisor

PATIENCE_SECONDS = 90
# A part that had to be started this often will not come up by waiting.
HOPELESS_DELAY_SECONDS = 3.0


def wait_until_well(base_url: str, supervisor: Supervisor, logs: Path) -> None:
    """Return when `/readyz?deep` says so; StartError names what does not come up or is not well."""
    until = time.monotonic() + PATIENCE_SECONDS
    answer = "nothing"
    while time.monotonic() < until:
        supervisor.look_after()
        for watch in supervisor.parts:
            if watch.delay > HOPELESS_DELAY_SECONDS:
                raise StartError(
                    f"{watch.name} does not start ({last_words(watch.thing.log)}): see {watch.thing.log}."
                )
        is_well, answer = ask(base_url)
        if is_well:
            return
        time.sleep(0.1)
    raise StartError(f"The desk did not become well in {PATIENCE_SECONDS} s (it says {answer}): see {logs}.")


def ask(base_url: str) -> tuple[bool, str]:
    """Whether all is well, and the answer in words."""
    try:
        with urllib.request.urlopen(f"{base_url}/readyz?deep", timeout=5) as response:  # noqa: S310 - our own address
            return True, str(json.load(response)["status"])
    except urllib.error.HTTPError as refusal:
        return False, refusal.read(500).decode(errors="replace")
    except OSError as problem:
        return False, str(problem)
