"""What tickets announce, inside the transaction. Higher layers connect in their `apps.py`."""

from django.dispatch import Signal

# kwargs: ticket: Ticket (locked), entry: LogEntry, actor: Actor
entry_recorded = Signal()

# kwargs: ticket: Ticket (locked), step: tickets.states.Step, actor: Actor, now: datetime.
# For `classify_...` also: reason: str, asked_by: int | None (the member of staff who asked for it last).
# Sent before a step that others may forbid; a receiver forbids by raising a coded Conflict.
step_requested = Signal()
