from datetime import datetime

from django.db import transaction

from core.actors import Actor
from core.errors import NotFound
from notifications.errors import NotRetryable
from notifications.kinds import MessageState
from notifications.models import Message
from notifications.nudge import nudge
from tickets.locks import lock_ticket
from tickets.policies import policy

AGAIN = (MessageState.FAILED, MessageState.RETRYING)


@transaction.atomic
def retry_message(*, actor: Actor, message_id: int, now: datetime) -> Message:
    """Send a message that failed, or waits for its next attempt, again at once.

    Raises NotFound, NotAllowed, NotRetryable.
    """
    message = Message.objects.filter(pk=message_id).first()
    if message is None:
        raise NotFound
    policy.require(actor, "reply", lock_ticket(message.ticket_id))
    again = Message.objects.filter(pk=message_id, state__in=AGAIN)
    if not again.update(state=MessageState.QUEUED, attempts=0, next_attempt_at=now, updated_at=now):
        raise NotRetryable
    transaction.on_commit(nudge, robust=True)
    message.refresh_from_db()
    return message
