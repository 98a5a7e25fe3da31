"""News told by phone to customers who have no e-mail (semantics, section 3)."""

from datetime import datetime

from django.db import transaction

from core.actors import Actor
from core.errors import NotFound
from notifications.errors import CallNotDue
from notifications.kinds import MessageState
from notifications.models import Message
from notifications.services.acceptance import accept_in_transaction
from tickets.choices import ContactChannel, Direction
from tickets.locks import lock_more, lock_ticket
from tickets.models import LogEntry, Ticket
from tickets.policies import policy
from tickets.selectors.merged import family_of, survivor_of
from tickets.services.contacts import ContactFacts, log_contact

# Where one speaks with the customer; in a letter box or a message only what was written there was told.
SPOKEN = frozenset({ContactChannel.CALL, ContactChannel.CHAT, ContactChannel.VISIT})


@transaction.atomic
def complete_call(
    *, actor: Actor, message_id: int, reached: bool, now: datetime, two_way: bool = False, summary: str = ""
) -> Message:
    """Log the call that a message asked for; a customer who was reached has been told.

    The call is a contact like any other and tells all that was waiting for one. A try that did not reach the
    customer is logged and counted, and the call stays due. After a merge it belongs to the request that goes
    on. Raises NotFound, NotAllowed, CallNotDue.
    """
    message = Message.objects.select_related("ticket").filter(pk=message_id).first()
    if message is None:
        raise NotFound
    ticket = lock_ticket(survivor_of(message.ticket).pk)
    policy.require(actor, "contact", ticket)
    message.refresh_from_db()
    if message.state != MessageState.CALL_DUE:
        raise CallNotDue
    if not reached:
        message.attempts += 1
        message.save(update_fields=["attempts"])
    call = ContactFacts(
        channel=ContactChannel.CALL,
        direction=Direction.OUT,
        reached=reached,
        two_way=reached and two_way,
        need_confirmed=False,
        priority_confirmed=False,
        summary=summary,
    )
    log_contact(actor=actor, ticket_id=ticket.pk, contact=call, now=now)
    message.refresh_from_db()
    return message


def deliver_calls_by_contact(ticket: Ticket, *, entry: LogEntry, actor: Actor) -> None:
    """A contact that reached the customer has told what waited for a call, if it had happened by then.

    Also what was to be told of the requests that were merged into this one. `ticket` is locked by the service
    that recorded `entry`.
    """
    if not entry.payload.get("reached") or entry.payload.get("channel") not in SPOKEN:
        return
    merged = (pk for pk in family_of(ticket) if pk != ticket.pk)
    family = {ticket.pk: ticket} | lock_more(merged)
    for message in Message.objects.calls_due().filter(ticket__in=family).order_by("pk"):
        of = family[message.ticket_id]
        told_of = of.log.get(number=message.entry_number)
        if told_of.happened_at <= entry.happened_at:
            accept_in_transaction(
                message, of, actor=actor, accepted_at=entry.happened_at, now=entry.recorded_at
            )
