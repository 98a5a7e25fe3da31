"""What became of a message: recorded in the log, because "sent" means accepted by the channel (section 3)."""

from datetime import datetime

from django.db import transaction

from core.actors import Actor
from tickets.entries import Entry
from tickets.locks import lock_ticket
from tickets.services.log import record


@transaction.atomic
def record_delivery(
    *,
    actor: Actor,
    ticket_id: int,
    message_id: int,
    kind: str,
    entry_number: int,
    channel: str,
    accepted_at: datetime,
    now: datetime,
) -> None:
    """The next mail server (or the customer, on the phone) accepted the message at `accepted_at`."""
    record(
        lock_ticket(ticket_id),
        actor=actor,
        entry=Entry.MESSAGE_ACCEPTED,
        payload={"message": message_id, "kind": kind, "entry": entry_number, "channel": channel},
        happened_at=accepted_at,
        recorded_at=now,
    )


@transaction.atomic
def record_failure(
    *,
    actor: Actor,
    ticket_id: int,
    message_id: int,
    kind: str,
    entry_number: int,
    channel: str,
    reason: str,
    now: datetime,
    happened_at: datetime | None = None,
    accepted_number: int | None = None,
) -> None:
    """The message cannot be delivered for good; `reason` is a code, for instance "smtp_550".

    `accepted_number` is the number of the entry that had said it was accepted, when it came back later:
    what that entry stopped was not kept (semantics, section 3, Sent).
    """
    came_back = {"was_accepted": True, "accepted_number": accepted_number} if accepted_number else {}
    record(
        lock_ticket(ticket_id),
        actor=actor,
        entry=Entry.MESSAGE_FAILED,
        payload={
            "message": message_id,
            "kind": kind,
            "entry": entry_number,
            "channel": channel,
            "reason": reason,
            **came_back,
        },
        happened_at=happened_at or now,
        recorded_at=now,
    )
