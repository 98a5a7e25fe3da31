"""Tells a worker that there is something to deliver.

Only a hint: the outbox is swept anyway, so a broker that is down costs a second and delays a mail a little.
A run that was asked for and has not begun is enough for all that is committed until it does.
"""

import logging
from contextlib import suppress
from time import monotonic
from typing import Any

from celery import current_app
from django.core.cache import cache
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

TASK = "notifications.tasks.sweep_outbox"
A_RUN = 100  # so many messages it takes at the most
# That a run is coming is forgotten after so long: by then the outbox has been swept anyway.
COMING, COMING_SECONDS = "outbox:coming", 5
# After a failure this process leaves the broker alone for so long, so that one request never waits twice.
REST_SECONDS = 5.0

_rest_until = 0.0


def nudge(number: int = 1) -> None:
    """Ask for the runs that so many new messages need, unless the one they need is coming; never raises."""
    global _rest_until  # noqa: PLW0603  # the state of this process's link to the broker
    if monotonic() < _rest_until:
        return
    try:
        is_first = cache.add(COMING, 1, COMING_SECONDS)
        runs = -(-number // A_RUN)
        for _run in range(runs if is_first else runs - 1):
            _publish()
    except (OperationalError, RedisError, OSError) as error:
        _rest_until = monotonic() + REST_SECONDS
        logger.warning("the outbox waits for its sweep: the broker does not answer (%s)", error)


def begin_run() -> None:
    """To be called before a run reads the outbox: whoever commits from now on must ask for another one."""
    with suppress(RedisError):  # then it is forgotten after a few seconds
        cache.delete(COMING)


def _publish() -> None:
    connections: Any = current_app.pool  # its stub speaks of another pool
    with connections.acquire(block=True) as connection:
        # Else kombu itself goes on trying for some seconds, in the middle of somebody's request.
        connection.transport_options["max_retries"] = 0
        current_app.send_task(TASK, queue="delivery", connection=connection, retry=False)
