"""Messages without network, for replays of old event logs.

Inside `accept_at_once()` every message is accepted in the transaction of its event, at the event's own time.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(slots=True)
class Sink:
    """What a sink took, by kind of message."""

    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """Number of messages taken."""
        return self.kinds.total()


_active: ContextVar[Sink | None] = ContextVar("notifications_sink", default=None)


@contextmanager
def accept_at_once() -> Iterator[Sink]:
    """While open, messages of this thread are accepted at once and counted; nothing touches the network."""
    sink = Sink()
    token = _active.set(sink)
    try:
        yield sink
    finally:
        _active.reset(token)


def active_sink() -> Sink | None:
    """The sink that is open in this thread, if any."""
    return _active.get()
