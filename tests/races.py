"""What happens when several do something at the same time, each on a connection of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from core.errors import DomainError

TIMEOUT = 30  # seconds after which a thread that waits for a lock has failed the test
Act = Callable[[], object]


def together(acts: Sequence[Act]) -> list[str]:
    """Begin all at once; answers "done" or the code of the refusal for each, in alphabetical order."""
    start = Barrier(len(acts))
    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(lambda act: _outcome(start, act), acts, timeout=TIMEOUT))


def _outcome(start: Barrier, act: Act) -> str:
    try:
        start.wait(TIMEOUT)
        act()
    except DomainError as error:
        return error.code
    else:
        return "done"
    finally:
        connection.close()
