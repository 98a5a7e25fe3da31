"""From the outbox to the next mail server.

No lock is held while the network is used. A message may be sent twice when a worker dies between the server's
"accepted" and our note of it; then both mails bear the same Message-ID.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from notifications.locks import claim
from notifications.mail.channel import send
from notifications.mail.compose import compose
from notifications.mail.failures import DeliveryError
from notifications.models import Message
from notifications.nudge import A_RUN
from notifications.services.acceptance import log_acceptance, mark_accepted
from notifications.services.failure import note_failure

logger = logging.getLogger(__name__)

# The instant that counts is the one after the server's answer, so this takes the clock instead of `now`.
Clock = Callable[[], datetime]
# A run leaves the rest to the next one after so much; any number of runs may work side by side. It ends well
# before the time limit of tasks: a worker that is killed in the middle of a mail will send it again.
BATCH = A_RUN
RUN = timedelta(seconds=60)


class Outcome(StrEnum):
    NOTHING_DUE = "nothing_due"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    SERVER_DOWN = "server_down"


def deliver_due(*, clock: Clock, batch: int = BATCH) -> int:
    """Deliver what is due, oldest first, and log what was accepted before a crash; returns how many left.

    Stops when the mail server is down: the next message would only meet the same.
    """
    for message_id in Message.objects.accepted_unlogged().values_list("pk", flat=True)[:batch]:
        _log(message_id, clock)
    accepted, until = 0, clock() + RUN
    for _attempt in range(batch):
        outcome = _deliver(claim(now=clock()), clock)
        accepted += outcome is Outcome.ACCEPTED
        if outcome in (Outcome.NOTHING_DUE, Outcome.SERVER_DOWN) or clock() > until:
            break
    return accepted


def _deliver(message: Message | None, clock: Clock) -> Outcome:
    if message is None:
        return Outcome.NOTHING_DUE
    try:
        send(compose(message, now=clock()))
    except DeliveryError as failure:
        logger.warning("message %s, attempt %s: %s", message.pk, message.attempts, failure.code)
        note_failure(message, failure=failure, now=clock())
        return Outcome.SERVER_DOWN if failure.is_server_down else Outcome.NOT_ACCEPTED
    mark_accepted(message, accepted_at=clock())
    _log(message.pk, clock)
    return Outcome.ACCEPTED


def _log(message_id: int, clock: Clock) -> None:
    try:
        log_acceptance(message_id=message_id, now=clock())
    except (
        Exception
    ):  # one ticket in trouble must not hold up the mails of the others; the next sweep tries again
        logger.exception("the acceptance of message %s could not be logged", message_id)
