"""Proving that nobody changed the log: every chain link by link, and the roots kept outside."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.chain import GENESIS, fingerprint
from tickets.models import LogEntry, Ticket
from tickets.services.anchor import known_roots, recomputed
from tickets.services.log import digest_of


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written. `ticket`: its number, or "" for a root."""

    ticket: str
    entry: int
    what: str


def verify_log(*, on_ticket: Callable[[], None] = lambda: None) -> Iterator[Finding]:
    """Check every ticket's chain and every root; yields what does not fit."""
    for ticket in Ticket.objects.order_by("pk").iterator(chunk_size=500):
        yield from verify_ticket(ticket)
        on_ticket()
    for root in known_roots():
        if recomputed(root) != root:
            yield Finding("", root.entries, f"the root of {root.at} does not fit the log")


def verify_ticket(ticket: Ticket) -> Iterator[Finding]:
    """Check the chain of one ticket: numbers without gaps, links, digests, texts, head."""
    previous, expected = GENESIS, 0
    rows = LogEntry.objects.filter(ticket=ticket).select_related("text").order_by("number")
    for expected, row in enumerate(rows, start=1):  # the last number is needed below
        yield from (Finding(ticket.number, row.number, what) for what in _faults(row, previous, expected))
        previous = row.digest
    if (expected, previous) != (ticket.last_number, ticket.log_head):
        yield Finding(ticket.number, expected, "the log ends elsewhere than the ticket says")


def _faults(row: LogEntry, previous: str, expected: int) -> Iterator[str]:
    if row.number != expected:
        yield f"number {expected} is missing"
    if row.previous != previous:
        yield "it does not follow the entry before"
    if row.digest != digest_of(row):
        yield "it was changed"
    text = getattr(row, "text", None)
    written = row.payload.get("text", "")
    if written and text is None:
        yield "its text was removed without a trace of erasure"
    if text is not None and not text.erased_at and fingerprint(text.words, text.salt) != written:
        yield "its text was changed"
