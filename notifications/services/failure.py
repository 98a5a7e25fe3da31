"""What follows when a delivery did not succeed."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from notifications.backoff import next_attempt
from notifications.kinds import Audience, MessageState
from notifications.mail.failures import DeliveryError
from notifications.models import Message
from notifications.services.acceptance import POSTMAN
from notifications.services.queueing import queue_call
from tickets.locks import lock_ticket
from tickets.services.delivery import record_failure


def note_failure(message: Message, *, failure: DeliveryError, now: datetime) -> None:
    """Try again later, or give up: for a permanent failure, or after the last gap.

    Nothing happens when the claim has lapsed and somebody else holds the message by now.
    """
    next_at = None if failure.is_permanent else next_attempt(message.attempts, now)
    if next_at is None:
        _give_up(message, reason=failure.code, now=now)
        return
    _still_claimed(message).update(
        state=MessageState.RETRYING, next_attempt_at=next_at, last_error=failure.code, updated_at=now
    )


@transaction.atomic
def _give_up(message: Message, *, reason: str, now: datetime) -> None:
    """Mark as failed. A customer not told is noted in the log, and the owner calls if there is a number."""
    ticket = lock_ticket(message.ticket_id)
    failed = _still_claimed(message).update(
        state=MessageState.FAILED, next_attempt_at=None, last_error=reason, updated_at=now
    )
    if not failed or message.audience != Audience.CUSTOMER:
        return
    record_failure(
        actor=POSTMAN,
        ticket_id=ticket.pk,
        message_id=message.pk,
        kind=message.kind,
        entry_number=message.entry_number,
        channel=message.channel,
        reason=reason,
        now=now,
    )
    if ticket.customer.phone:
        queue_call(
            ticket, kind=message.kind, entry_number=message.entry_number, payload=message.payload, now=now
        )


def _still_claimed(message: Message) -> QuerySet[Message]:
    return Message.objects.filter(pk=message.pk, state=MessageState.SENDING, attempts=message.attempts)
