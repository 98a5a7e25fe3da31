"""Binding a ticket to the letter in force when it is received (C4)."""

from accounts.models import Role, User
from core.moments import to_text
from core.rows import insert_rows
from sla.models import Binding, CommitmentVersion
from sla.selectors.commitments import version_for
from sla.services.journal import SYSTEM
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.services.log import record


def bind(ticket: Ticket, received: LogEntry) -> None:
    """Bind the ticket to the version in force when it was received, which it keeps; its clocks follow.

    With nothing in force it stays unbound; the log says so and names those of management who are told.
    """
    version = version_for(
        customer_id=ticket.customer_id,
        product=ticket.product,
        kind=ticket.kind,
        branch_id=ticket.branch_id,
        at=received.happened_at,
    )
    if version is None:
        _report_unbound(ticket, received)
        return
    insert_rows([Binding(ticket=ticket, version=version, bound_at=received.recorded_at)])
    _record_bound(ticket, version, received)


def _record_bound(ticket: Ticket, version: CommitmentVersion, received: LogEntry) -> None:
    record(
        ticket,
        actor=SYSTEM,
        entry=Entry.BOUND,
        payload={"version": version.pk, "number": version.number, "commitment": version.commitment_id},
        happened_at=received.happened_at,
        recorded_at=received.recorded_at,
    )


def _report_unbound(ticket: Ticket, received: LogEntry) -> None:
    management = User.objects.filter(role=Role.MANAGEMENT, is_active=True).order_by("pk")
    record(
        ticket,
        actor=SYSTEM,
        entry=Entry.UNBOUND,
        payload={"told": list(management.values_list("pk", flat=True)), "at": to_text(received.happened_at)},
        happened_at=received.happened_at,
        recorded_at=received.recorded_at,
    )
