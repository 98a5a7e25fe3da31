"""Whether one ticket's log is as it was written: its chain, entry by entry (semantics, section 7)."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.chain import GENESIS, fingerprint
from tickets.models import LogCheck, LogEntry, Ticket
from tickets.services.log import digest_of


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written. `ticket`: its number, or "" for a root."""

    ticket: str
    entry: int
    what: str


def verify_ticket(ticket: Ticket, *, since: LogCheck | None = None) -> Iterator[Finding]:
    """Check the chain of one ticket: numbers without gaps, links, digests, texts, head.

    `since` is an earlier check that found it whole: then only what was appended after it, and that the entry
    it ended with is still the same.
    """
    previous, number = (since.digest, since.number) if since else (GENESIS, 0)
    if since and (what := _fault_of_last(since)):
        yield Finding(ticket.number, since.number, what)
    rows = LogEntry.objects.filter(ticket=ticket, number__gt=number).select_related("text").order_by("number")
    for row in rows:
        number += 1
        yield from (Finding(ticket.number, row.number, what) for what in _faults(row, previous, number))
        previous = row.digest
    if (number, previous) != (ticket.last_number, ticket.log_head):
        yield Finding(ticket.number, number, "the log ends elsewhere than the ticket says")


def _fault_of_last(check: LogCheck) -> str:
    """What became of the entry that `check` ended with; "" when it is still the same."""
    found = LogEntry.objects.filter(ticket=check.ticket_id, number=check.number).first()
    if found is None:
        return "the log got shorter: the entry that was checked last is missing"
    return "" if found.digest == check.digest else "it was changed since it was checked"


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
