from dataclasses import dataclass
from datetime import datetime

from tickets.choices import Nature
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.summaries import LONGEST, ClosingSummary

SOLVES = (Entry.INITIAL_FIX_GIVEN, Entry.SOLUTION_GIVEN, Entry.PLAN_GIVEN)


@dataclass(frozen=True, slots=True)
class FiledSummary:
    """The closing summary in force, and when its words were erased, if they were."""

    summary: ClosingSummary
    erased_at: datetime | None


def summary_of(ticket: Ticket) -> FiledSummary | None:
    """What was filed when the ticket was last solved; None while it is open. One query, none without."""
    if ticket.summary_number is None:
        return None
    entry = ticket.log.select_related("text").get(number=ticket.summary_number)
    return FiledSummary(ClosingSummary.of(entry.words), entry.erased_at)


def draft_summary(ticket: Ticket) -> ClosingSummary:
    """What the form of a summary begins with; two queries.

    After a reopening what was filed before, else the nature that the diagnosis found and the first words of
    the last solution that the customer was sent. Never what was written for colleagues.
    """
    before = _last(ticket, Entry.SUMMARY_FILED)
    if before is not None and before.words:
        return ClosingSummary.of(before.words)
    solved = _last(ticket, *SOLVES)
    words = " ".join(solved.words.split()) if solved else ""
    cause = str(Nature(ticket.nature).label) if ticket.nature else ""
    return ClosingSummary(cause=cause, solution=words[:LONGEST])


def _last(ticket: Ticket, *entries: Entry) -> LogEntry | None:
    return ticket.log.filter(entry__in=entries).select_related("text").order_by("-number").first()
