"""Several events of one kind at once are one message; nobody wants five mails that say "late"."""

from typing import Any

from notifications.kinds import GATHERED, Kind, MessageState
from notifications.models import Message
from notifications.sink import active_sink
from tickets.models import LogEntry, Ticket

# A message that nobody has begun to send can still take in more.
OPEN_TO_MORE = (MessageState.QUEUED, MessageState.CALL_DUE)


def payload_of(entry: LogEntry) -> dict[str, Any]:
    """What a message keeps of the entry it tells of: numbers and ids."""
    clock = entry.payload.get("clock")
    return {"entries": [entry.number]} | ({"clocks": [clock]} if clock else {})


def was_told_missed(ticket: Ticket, entry: LogEntry) -> bool:
    """Whether the customer has a message about this missed promise already, or will have."""
    clock = entry.payload.get("clock")
    told = Message.objects.filter(ticket=ticket, kind=Kind.PROMISE_MISSED, payload__clocks__contains=[clock])
    return clock is not None and told.exists()


def gather(ticket: Ticket, *, kind: Kind, entry: LogEntry, recipient: dict[str, int]) -> bool:
    """Add `entry` to a message of the same kind that is still waiting; False when there is none.

    The UPDATE looks at the state again: a deliverer that has claimed the message meanwhile wins, and `entry`
    gets a message of its own. Two that add cannot meet: both hold the ticket.
    """
    if kind not in GATHERED or active_sink():
        return False  # in a sink nothing ever waits
    of_kind = Message.objects.filter(ticket=ticket, kind=kind, **recipient)
    waiting = of_kind.filter(state__in=OPEN_TO_MORE, attempts=0)
    message = waiting.first()
    if message is None:
        return False
    payload = {key: message.payload.get(key, []) + more for key, more in payload_of(entry).items()}
    return bool(waiting.filter(pk=message.pk).update(payload=payload, updated_at=entry.recorded_at))
