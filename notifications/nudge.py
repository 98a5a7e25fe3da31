"""Tells a worker that there is something to deliver.

Only a hint: the outbox is swept anyway, so a broker that is down costs a second and delays a mail a little.
"""

import logging
from time import monotonic
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

TASK = "notifications.tasks.deliver_message"
# After a failure this process leaves the broker alone for so long, so that one request never waits twice.
REST_SECONDS = 5.0

_rest_until = 0.0


def nudge(message_id: int) -> None:
    """Publish the delivery of one message; never raises, never retries."""
    global _rest_until  # noqa: PLW0603  # the state of this process's link to the broker
    if monotonic() < _rest_until:
        return
    try:
        connections: Any = current_app.pool  # its stub speaks of another pool
        with connections.acquire(block=True) as connection:
            # Else kombu itself goes on trying for some seconds, in the middle of somebody's request.
            connection.transport_options["max_retries"] = 0
            current_app.send_task(
                TASK, kwargs={"message_id": message_id}, queue="delivery", connection=connection, retry=False
            )
    except (OperationalError, OSError) as error:
        _rest_until = monotonic() + REST_SECONDS
        logger.warning("message %s waits for the sweep: the broker does not answer (%s)", message_id, error)
