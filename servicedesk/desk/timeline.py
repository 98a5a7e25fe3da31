"""The log entries of a ticket as the desk draws them: bubbles with words, events on one line."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.templatetags.desk_ui import initials
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
    """One entry: `shape` is in, out, note (whose words they are) or event."""

    entry: LogEntry
    shape: str
    icon: str
    tone: str
    text: SafeString
    came_from: str = ""  # the number of the merged request whose entry it is

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
    def place(self) -> str:
        """Its number in the service log, and of which request if not of this one."""
        if self.came_from:
            return gettext("no. {number} of {request}").format(
                number=self.entry.number, request=self.came_from
            )
        return gettext("no. {number}").format(number=self.entry.number)

    @property
    def is_event(self) -> bool:
        return self.shape == EVENT

    @property
    def is_talk(self) -> bool:
        return self.entry.entry in CONVERSATION

    @property
    def initials(self) -> str:
        """Whose words they are, for the mark beside the bubble."""
        return initials(who(self.entry))

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


def line_of(entry: LogEntry, of: Ticket | None = None) -> Line:
    """`entry` of `tickets.selectors.timeline`, ready to be drawn on the page of `of`."""
    shape = SHAPES.get(Entry(entry.entry), EVENT)
    came_from = entry.ticket.number if of is not None and entry.ticket_id != of.pk else ""
    return Line(entry, shape, marks.icon(entry), marks.tone(entry), _told(entry), came_from)


def _told(entry: LogEntry) -> SafeString:
    """The sentence with what it is about in bold, where it begins with it."""
    sentence = wording.sentence(entry, audience="staff")
    for subject in (who(entry), metric_name(entry.payload.get("metric", ""))):
        if subject and sentence.startswith(subject):
            return format_html("<b>{}</b>{}", subject, sentence.removeprefix(subject))
    return format_html("{}", sentence)


def tabs_of(lines: Sequence[Line], current: str) -> list[Tab]:
    own = sum(not line.came_from for line in lines)
    counts = {EVERYTHING: len(lines), TALK: sum(line.is_talk for line in lines), LOG: own}
    return [Tab(key, str(label), counts[key], key == current) for key, label in SHOWS.items()]


def shown(lines: Sequence[Line], show: str) -> list[Line]:
    """The conversation alone, the ticket's own service log (each entry on one line), or everything."""
    if show == LOG:
        return [line for line in lines if not line.came_from]
    return [line for line in lines if show != TALK or line.is_talk]
