"""Binding a ticket to the letter in force, and starting its clocks, when it is received (C4, A2)."""

from accounts.models import Role, User
from core.moments import to_text
from sla.models import Binding, CommitmentVersion
from sla.selectors.commitments import version_for
from sla.selectors.terms import facts_of, terms_of_version
from sla.services.announcing import SYSTEM
from sla.services.book import Book
from sla.services.settling import settle
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.services.log import record


def bind_and_start(ticket: Ticket, received: LogEntry) -> None:
    """Bind the ticket to the version in force when it was received, which it keeps, and start its clocks.

    With nothing in force it stays unbound; the log says so and names those of management who are told.
    """
    at = received.happened_at
    version = version_for(
        customer_id=ticket.customer_id,
        product=ticket.product,
        kind=ticket.kind,
        branch_id=ticket.branch_id,
        at=at,
    )
    if version is None:
        _report_unbound(ticket, received)
        return
    Binding.objects.create(ticket=ticket, version=version, bound_at=received.recorded_at)
    _record_bound(ticket, version, received)
    book = Book(ticket)
    facts = facts_of(ticket)
    for terms in terms_of_version(version.pk):
        if terms.applies(facts):
            book.add_clock(terms, started_at=at, begun_at=at, cycle=1)
    settle(book, happened_at=at, recorded_at=received.recorded_at)


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
