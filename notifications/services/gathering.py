"""Several events of one kind at once are one message; nobody wants five mails that say "late"."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from notifications.kinds import GATHERED, Kind, MessageState
from notifications.models import Message
from notifications.sink import active_sink
from tickets.models import LogEntry

# A message that nobody has begun to send can still take in more.
OPEN_TO_MORE = (MessageState.QUEUED, MessageState.CALL_DUE)


def payload_of(entry: LogEntry) -> dict[str, Any]:
    """What a message keeps of the entry it tells of: numbers and ids."""
    clock, visit = entry.payload.get("clock"), entry.payload.get("visit")
    return (
        {"entries": [entry.number]}
        | ({"clocks": [clock]} if clock else {})
        | ({"visits": [visit]} if visit else {})
    )


class Outbox:
    """The messages of some locked tickets, of kinds that gather, and those that are still to be written."""

    def __init__(self, ticket_ids: Iterable[int], kinds: Iterable[Kind]) -> None:
        self._of_ticket: dict[int, list[Message]] = defaultdict(list)
        self.new: list[Message] = []
        if gathered := GATHERED.intersection(kinds):
            rows = Message.objects.filter(ticket__in=set(ticket_ids), kind__in=gathered)
            for message in rows.order_by("pk"):
                self._of_ticket[message.ticket_id].append(message)

    def add(self, message: Message) -> None:
        """Remember a message that the caller will have written."""
        self.new.append(message)
        self._of_ticket[message.ticket_id].append(message)

    def was_told_missed(self, entry: LogEntry) -> bool:
        """Whether the customer has a message about this missed promise already, or will have."""
        clock = entry.payload.get("clock")
        told = (m for m in self._of_ticket[entry.ticket_id] if m.kind == Kind.PROMISE_MISSED)
        return clock is not None and any(clock in message.payload.get("clocks", []) for message in told)

    def gather(self, entry: LogEntry, *, kind: Kind, **recipient: int) -> bool:
        """Add `entry` to a message of the same kind that is still waiting; False when there is none."""
        if kind not in GATHERED or active_sink():
            return False  # in a sink nothing ever waits
        message = next((m for m in self._of_ticket[entry.ticket_id] if _takes(m, kind, recipient)), None)
        return message is not None and _add(entry, message)


def _takes(message: Message, kind: Kind, recipient: dict[str, int]) -> bool:
    is_open = message.state in OPEN_TO_MORE and not message.attempts
    is_same = all(getattr(message, name) == value for name, value in recipient.items())
    return is_open and is_same and message.kind == kind


def _add(entry: LogEntry, message: Message) -> bool:
    """Whether the message took it in.

    The UPDATE looks at the state again: a deliverer that has claimed the message meanwhile wins, and `entry`
    gets a message of its own. Two that add cannot meet: both hold the ticket.
    """
    payload = {key: message.payload.get(key, []) + more for key, more in payload_of(entry).items()}
    if message.pk is not None:
        waiting = Message.objects.filter(pk=message.pk, state__in=OPEN_TO_MORE, attempts=0)
        if not waiting.update(payload=payload, updated_at=entry.recorded_at):
            message.state = MessageState.SENDING
            return False
    message.payload, message.updated_at = payload, entry.recorded_at
    return True
