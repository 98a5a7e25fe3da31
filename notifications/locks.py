"""Claiming a message: the only place where what waits to be mailed is locked, and only for one UPDATE."""

from datetime import datetime

from django.db import transaction

from accounts.models import EntryLink
from notifications.backoff import LEASE
from notifications.kinds import MessageState
from notifications.models import Message


@transaction.atomic
def claim(*, now: datetime) -> Message | None:
    """The next due message, marked as being sent by the caller, or None.

    A claim is a lease: when its holder dies, the message is due again after `LEASE`. `attempts` of the
    returned row is the number of this attempt and shows later whether the claim still holds.
    """
    due = Message.objects.due(now).select_for_update(skip_locked=True, of=("self",), no_key=True)
    message = due.first()
    if message is None:
        return None
    message.state = MessageState.SENDING
    message.attempts += 1
    message.next_attempt_at = now + LEASE
    message.updated_at = now
    message.save(update_fields=["state", "attempts", "next_attempt_at", "updated_at"])
    return message


@transaction.atomic
def claim_link(*, now: datetime) -> EntryLink | None:
    """The next link that has to be mailed, by the same rules, or None."""
    due = EntryLink.objects.due(now).select_for_update(skip_locked=True, of=("self",), no_key=True)
    link = due.first()
    if link is None:
        return None
    link.attempts += 1
    link.next_attempt_at = now + LEASE
    link.save(update_fields=["attempts", "next_attempt_at"])
    return link
