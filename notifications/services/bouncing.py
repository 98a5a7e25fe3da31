"""A message that was accepted and came back: it was not sent after all (semantics, section 3, Sent)."""

import re
from datetime import datetime

from django.db import transaction

from core.actors import Actor
from notifications.errors import BounceOutOfTime, NoBounce, NotAccepted
from notifications.kinds import Audience, Kind, MessageState
from notifications.models import Message
from notifications.selectors import get_message
from notifications.services.acceptance import log_acceptance
from notifications.services.queueing import queue_call
from tickets.choices import State
from tickets.entries import Entry
from tickets.locks import lock_ticket
from tickets.models import Ticket
from tickets.policies import policy
from tickets.services.delivery import record_failure
from tickets.services.steps import end_wait

# A reply for good (RFC 5321, 4.2.1), as we write it or bare, or an enhanced status code (RFC 3463).
FOR_GOOD = re.compile(r"(?:smtp_)?(5\d\d)|5\.\d{1,3}\.\d{1,3}", re.ASCII)


@transaction.atomic
def note_bounce(*, actor: Actor, message_id: int, reason: str, at: datetime, now: datetime) -> Message:
    """Note that an accepted e-mail came back at `at`; `reason` is its code, for instance "550" or "5.1.1".

    The customer was not told: the owner calls, if there is a number, and a question waits no longer. Raises
    NotFound, NotAllowed, NoBounce, BounceOutOfTime, NotAccepted.
    """
    code = _code_of(reason)
    message = get_message(actor=actor, message_id=message_id)
    policy.require(actor, "reply", lock_ticket(message.ticket_id))
    message.refresh_from_db()
    if message.state != MessageState.ACCEPTED or message.accepted_at is None:
        raise NotAccepted
    if not message.accepted_at <= at <= now:
        raise BounceOutOfTime
    log_acceptance(message_id=message.pk, now=now)  # a crash may have come between mail server and log
    _take_back(message, code, now)
    if message.audience == Audience.CUSTOMER:
        _tell_otherwise(message, actor, at, now)
    return message


def _code_of(reason: str) -> str:
    """The reason as it is written everywhere; raises NoBounce."""
    found = FOR_GOOD.fullmatch(reason.strip())
    if found is None:
        raise NoBounce(fields={"reason": [str(NoBounce.message)]})
    return f"smtp_{found[1]}" if found[1] else found[0]


def _take_back(message: Message, code: str, now: datetime) -> None:
    """Sent again by a person it will be accepted, and logged, anew."""
    message.state, message.last_error = MessageState.FAILED, code
    message.accepted_at = message.logged_at = None
    message.updated_at = now
    message.save(update_fields=["state", "last_error", "accepted_at", "logged_at", "updated_at"])


def _tell_otherwise(message: Message, actor: Actor, at: datetime, now: datetime) -> None:
    accepted = message.ticket.log.filter(entry=Entry.MESSAGE_ACCEPTED, payload__message=message.pk)
    record_failure(
        actor=actor,
        ticket_id=message.ticket_id,
        message_id=message.pk,
        kind=message.kind,
        entry_number=message.entry_number,
        channel=message.channel,
        reason=message.last_error,
        now=now,
        happened_at=at,
        accepted_number=accepted.latest("number").number,
    )
    ticket = lock_ticket(message.ticket_id)  # as the entry left it
    if _is_awaited(message, ticket):
        end_wait(ticket, actor=actor, cause="bounced", now=now)
    if ticket.customer.phone:
        queue_call(
            ticket, kind=message.kind, entry_number=message.entry_number, payload=message.payload, now=now
        )


def _is_awaited(message: Message, ticket: Ticket) -> bool:
    """Whether the request waits for the answer to this very question: one asked since may have arrived."""
    if message.kind != Kind.QUESTION or ticket.state != State.WAITING_CUSTOMER:
        return False
    asked_since = ticket.log.filter(entry=Entry.QUESTION_ASKED, number__gt=message.entry_number)
    return not asked_since.exists()
