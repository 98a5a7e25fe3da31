"""What follows when a message has reached its recipient's channel.

Two steps, so that a crash or a busy ticket between them costs neither the instant nor a second mail: the row
notes the acceptance at once; the service log follows under the ticket's lock, by the next sweep at latest.
"""

from datetime import datetime

from django.db import transaction

from core.actors import Actor
from core.moments import to_second
from notifications.kinds import Audience, Channel, MessageState
from notifications.models import Message
from tickets.entries import Entry
from tickets.locks import lock_ticket
from tickets.models import Ticket
from tickets.services.delivery import record_delivery
from tickets.services.log import record

POSTMAN = Actor.system("notifications")


def mark_accepted(message: Message, *, accepted_at: datetime) -> bool:
    """Note that the mail server accepted `message`, whoever holds the claim by now; False if noted before."""
    message.state = MessageState.ACCEPTED
    message.accepted_at = to_second(accepted_at)
    return bool(
        Message.objects.filter(pk=message.pk, accepted_at=None).update(
            state=MessageState.ACCEPTED,
            accepted_at=message.accepted_at,
            language=message.language,
            next_attempt_at=None,
            last_error="",
            updated_at=message.accepted_at,
        )
    )


@transaction.atomic
def log_acceptance(*, message_id: int, now: datetime) -> None:
    """Write an accepted message to the customer into the service log, once; this is what stops clocks.

    Messages to staff stay out of it: whom the ladder told is in the entry that they deliver.
    """
    message = Message.objects.get(pk=message_id)
    if message.audience != Audience.CUSTOMER or message.accepted_at is None:
        return
    lock_ticket(message.ticket_id)
    if Message.objects.filter(pk=message_id, logged_at=None).update(logged_at=now):
        record_delivery(
            actor=POSTMAN,
            ticket_id=message.ticket_id,
            message_id=message.pk,
            kind=message.kind,
            entry_number=message.entry_number,
            channel=message.channel,
            accepted_at=message.accepted_at,
            now=now,
        )


def accept_in_transaction(
    message: Message,
    ticket: Ticket,
    *,
    actor: Actor = POSTMAN,
    accepted_at: datetime,
    now: datetime,
    is_logged: bool = True,
) -> None:
    """Accept without network, in the transaction that holds `ticket`: a call that was made, or a sink.

    Writes through `ticket` itself, because the service that holds it goes on writing to the log afterwards.
    """
    message.state = MessageState.CALLED if message.channel == Channel.CALL else MessageState.ACCEPTED
    message.accepted_at, message.logged_at = to_second(accepted_at), now
    message.attempts, message.next_attempt_at, message.updated_at = message.attempts + 1, None, now
    message.save()
    if is_logged and message.audience == Audience.CUSTOMER:
        facts = {
            "message": message.pk,
            "kind": message.kind,
            "entry": message.entry_number,
            "channel": message.channel,
        }
        record(
            ticket,
            actor=actor,
            entry=Entry.MESSAGE_ACCEPTED,
            payload=facts,
            happened_at=accepted_at,
            recorded_at=now,
        )
