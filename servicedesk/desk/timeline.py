"""The log entries of a ticket as the desk draws them: bubbles with words, events on one line."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.moments import to_text
from core.templatetags.desk_ui import initials
from sla.selectors.promises import PromiseView
from tickets import marks, wording
from tickets.changes import Change, change_in
from tickets.entries import CONVERSATION, Entry
from tickets.models import Attachment, LogEntry, Ticket
from tickets.promises import metric_name
from tickets.reasons import Why, why
from tickets.saying import who
from tickets.selectors.timeline import files_of
from tickets.summaries import words_of

EVERYTHING, TALK, LOG = "everything", "conversation", "log"
SHOWS = {EVERYTHING: _("Everything"), TALK: _("Conversation"), LOG: _("Service log")}

INCOMING, OUTGOING, NOTE, EVENT = "in", "out", "note", "event"
SHAPES = {
    Entry.RECEIVED: INCOMING,
    Entry.CUSTOMER_WROTE: INCOMING,
    Entry.REPLIED: OUTGOING,
    Entry.INITIAL_FIX_GIVEN: OUTGOING,
    Entry.PLAN_GIVEN: OUTGOING,
    Entry.SOLUTION_GIVEN: OUTGOING,
    Entry.QUESTION_ASKED: OUTGOING,
    Entry.RESOLVED: OUTGOING,
    Entry.NOTED: NOTE,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: `shape` is in, out, note (whose words they are) or event; `who` did it."""

    is_fold: ClassVar = False
    entry: LogEntry
    shape: str
    icon: str
    tone: str
    who: str
    came_from: str = ""  # the number of the merged request whose entry it is
    proof: int | None = None  # the entry by which the promise it tells of was kept

    @property
    def look(self) -> Hashable:
        """What tells the entry as it is now from all others, and the names of those it points to."""
        entry = self.entry
        names = (self.who, *getattr(entry, "people", {}).items(), *getattr(entry, "skills", {}).items())
        return entry.pk, entry.ticket_id, entry.number, entry.entry, entry.recorded_at, entry.erased_at, names

    @property
    def text(self) -> SafeString:
        """The sentence with what it is about in bold, where it begins with it."""
        return _told(self.entry, self.who)

    @property
    def late_seconds(self) -> int:
        """By how much the promise it tells of was kept late."""
        return int(self.entry.payload.get("late_seconds") or 0)

    @property
    def breach(self) -> str:
        """The number in the ledger of the promise that it says was missed."""
        return self.entry.payload.get("breach", "") if self.entry.entry == Entry.PROMISE_MISSED else ""

    @property
    def change(self) -> Change | None:
        """The value before and after, where the entry changed one."""
        return change_in(self.entry)

    @property
    def why(self) -> Why | None:
        """Why this person, where dispatch named an owner."""
        return why(self.entry)

    @property
    def words(self) -> str:
        return words_of(self.entry)

    @property
    def is_event(self) -> bool:
        return self.shape == EVENT

    @property
    def is_talk(self) -> bool:
        return self.entry.entry in CONVERSATION

    @property
    def initials(self) -> str:
        """Whose words they are, for the mark beside the bubble."""
        return initials(self.who)

    @property
    def files(self) -> list[Attachment]:
        return files_of(self.entry)


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to look at the timeline, with how many entries it shows."""

    key: str
    label: str
    count: int
    is_current: bool


def told_lines(ticket: Ticket, story: Iterable[LogEntry], promises: Iterable[PromiseView]) -> list[Line]:
    """The story of the ticket, each promise that was kept with the entry that kept it (A3.3d)."""
    kept = ((promise, promise.stopped_at) for promise in promises)
    proofs = {(promise.clock_id, to_text(at)): promise.stopped_by for promise, at in kept if at}
    return [
        line_of(entry, ticket, proofs.get((entry.payload.get("clock"), entry.payload.get("stopped_at"))))
        for entry in story
    ]


def line_of(entry: LogEntry, of: Ticket | None = None, proof: int | None = None) -> Line:
    """`entry` of `tickets.selectors.timeline`, ready to be drawn on the page of `of`."""
    shape = SHAPES.get(Entry(entry.entry), EVENT)
    came_from = entry.ticket.number if of is not None and entry.ticket_id != of.pk else ""
    return Line(entry, shape, marks.icon(entry), marks.tone(entry), who(entry), came_from, proof)


def _told(entry: LogEntry, by: str) -> SafeString:
    sentence = wording.sentence(entry, audience="staff")
    metric = entry.payload.get("metric", "")
    for subject in (by, metric_name(metric) if metric else ""):
        if subject and sentence.startswith(subject):
            return format_html("<b>{}</b>{}", subject, sentence.removeprefix(subject))
    return conditional_escape(sentence)


def tabs_of(lines: Sequence[Line], current: str) -> list[Tab]:
    own = sum(not line.came_from for line in lines)
    counts = {EVERYTHING: len(lines), TALK: sum(line.is_talk for line in lines), LOG: own}
    return [Tab(key, str(label), counts[key], key == current) for key, label in SHOWS.items()]


def shown(lines: Sequence[Line], show: str) -> list[Line]:
    """The conversation alone, the ticket's own service log (each entry on one line), or everything."""
    if show == LOG:
        return [line for line in lines if not line.came_from]
    return [line for line in lines if show != TALK or line.is_talk]
