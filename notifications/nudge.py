"""Tells a worker that there is something to deliver.

Only a hint: the outbox is swept anyway, so a broker that is down costs a second and delays a mail a little.
"""

import logging
from collections.abc import Sequence
from time import monotonic
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

THESE, A_RUN_OF_ALL = "notifications.tasks.deliver_messages", "notifications.tasks.sweep_outbox"
# More than so many at once are not named: a run of the outbox takes up to a hundred.
FEW, A_RUN = 10, 100
# After a failure this process leaves the broker alone for so long, so that one request never waits twice.
REST_SECONDS = 5.0

_rest_until = 0.0


def nudge(message_ids: Sequence[int]) -> None:
    """Publish the delivery of these messages; never raises, never retries."""
    if len(message_ids) <= FEW:
        _publish(THESE, message_ids=list(message_ids))
        return
    for _run in range(-(-len(message_ids) // A_RUN)):
        _publish(A_RUN_OF_ALL)


def _publish(task: str, **facts: list[int]) -> None:
    global _rest_until  # noqa: PLW0603  # the state of this process's link to the broker
    if monotonic() < _rest_until:
        return
    try:
        connections: Any = current_app.pool  # its stub speaks of another pool
        with connections.acquire(block=True) as connection:
            # Else kombu itself goes on trying for some seconds, in the middle of somebody's request.
            connection.transport_options["max_retries"] = 0
            current_app.send_task(task, kwargs=facts, queue="delivery", connection=connection, retry=False)
    except (OperationalError, OSError) as error:
        _rest_until = monotonic() + REST_SECONDS
        logger.warning("the outbox waits for its sweep: the broker does not answer (%s)", error)
