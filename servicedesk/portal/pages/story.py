"""The timeline as the customer reads it: newest first, internal entries absent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tickets.choices import Standing
from tickets.entries import Entry
from tickets.marks import icon, tone
from tickets.models import Attachment, LogEntry, Ticket
from tickets.selectors.timeline import files_of, whole_story
from tickets.summaries import words_of
from tickets.wording import sentence

OURS = frozenset(
    {
        Entry.REPLIED,
        Entry.INITIAL_FIX_GIVEN,
        Entry.PLAN_GIVEN,
        Entry.SOLUTION_GIVEN,
        Entry.QUESTION_ASKED,
        Entry.RESOLVED,
        Entry.SUMMARY_FILED,
    }
)

ASKING: Mapping[str, Entry] = {
    Standing.WAITING_CUSTOMER: Entry.QUESTION_ASKED,
    Standing.RESOLVED: Entry.RESOLVED,
}

# What the customer said himself; other words (what an agent noted of a call, say) are no part of the talk.
THEIRS = frozenset(
    {Entry.RECEIVED, Entry.CUSTOMER_WROTE, Entry.FILES_ADDED, Entry.REOPENED, Entry.RATED, Entry.CLOSED}
)


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the story, with what was written and sent along."""

    number: int
    happened_at: datetime
    says: str
    words: str
    erased_at: datetime | None
    files: tuple[Attachment, ...]
    icon: str
    tone: str
    is_ours: bool
    is_talk: bool
    entry: str


def story_of(ticket: Ticket) -> list[Moment]:
    """Every public entry of the service log; the number of queries does not depend on its length."""
    entries = whole_story(ticket, audience="customer")
    return [_moment(entry) for entry in reversed(entries)]


def quote_of(ticket: Ticket, story: list[Moment]) -> str:
    """Our words that the present state asks the customer to answer: the question, or the report."""
    wanted = ASKING.get(ticket.standing)
    return next((moment.words for moment in story if moment.entry == wanted), "")


def _moment(entry: LogEntry) -> Moment:
    return Moment(
        number=entry.number,
        happened_at=entry.happened_at,
        says=sentence(entry, audience="customer"),
        words=words_of(entry),
        erased_at=entry.erased_at,
        files=tuple(files_of(entry)),
        icon=icon(entry),
        tone=tone(entry),
        is_ours=entry.entry in OURS,
        is_talk=entry.entry in OURS | THEIRS,
        entry=entry.entry,
    )
