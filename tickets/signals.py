"""What tickets announce, inside the transaction. Higher layers connect in their `apps.py`."""

from django.dispatch import Signal

# kwargs: ticket: Ticket (locked), entry: LogEntry, actor: Actor
entry_recorded = Signal()

# kwargs: ticket: Ticket (locked), step: tickets.states.Step, actor: Actor, now: datetime.
# Sent before a step that others may forbid; a receiver forbids by raising a coded Conflict.
step_requested = Signal()
