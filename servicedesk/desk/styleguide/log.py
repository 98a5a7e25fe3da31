"""Lines of a service log and rows of a queue, for a request that does not exist."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Branch, Customer, User
from core.moments import to_text
from servicedesk.desk.rows import Row
from servicedesk.desk.styleguide.files import files
from servicedesk.desk.timeline import Line, line_of
from sla.selectors.promises import PromiseView
from tickets.choices import Channel, Kind, Priority, State
from tickets.entries import Entry
from tickets.models import Attachment, LogEntry, LogText, Ticket
from tickets.promises import Metric

MINUTE = timedelta(minutes=1)


def log_lines(now: datetime) -> list[Line]:
    """What the customer said, what we said, a note among ourselves, events of each tone, two small ones."""
    due: dict[str, Any] = {"metric": Metric.CONTACT, "due_at": to_text(now), "cycle": 1}
    said = _("The display shows E4. Two rooms are cold.")
    answer = _("We test the inverter board now and write again by 17:30.")
    entries = [
        _entry(Entry.RECEIVED, {"channel": Channel.WEB}, _("Wang Min"), said, files(now)),
        _entry(Entry.PROMISE_MET, due),
        _entry(Entry.REPLIED, {}, _("Chen Jie"), answer),
        _entry(Entry.NOTED, {}, _("Zhao Peng"), _("3.9 A measured, 2.8 A rated.")),
        _entry(Entry.CLOCK_STARTED, due),
        _entry(Entry.CLOCK_STARTED, due | {"metric": Metric.INITIAL_FIX}),
        _entry(Entry.PROMISE_MISSED, due),
    ]
    for number, entry in enumerate(entries, start=1):
        entry.number = number
        entry.happened_at = entry.recorded_at = now - (len(entries) - number) * 7 * MINUTE
    return [line_of(entry) for entry in entries]


def sheet_of(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """As `log_sheet.html` reads them, with a fact that was recorded later than it happened."""
    lines[1].entry.recorded_at += 20 * MINUTE
    return [{"entry": line.entry, "says": line.text, "words": line.words} for line in lines[:4]]


def _entry(
    kind: Entry, payload: Mapping[str, Any], who: str = "", words: str = "", files: Sequence[Attachment] = ()
) -> LogEntry:
    entry = LogEntry(ticket_id=0, entry=kind, payload=payload)
    entry.actor_label, entry.files = who, list(files)  # type: ignore[attr-defined]  # as `selectors.timeline` does
    entry.text = LogText(entry=entry, words=words)
    return entry


def queue_rows(promises: Sequence[PromiseView], first: int = 1840) -> list[Row]:
    """A row for each priority, and for each promise what its countdown looks like."""
    titles = [_("Heating stops with error E4"), _("Filter kit, second delivery, with the papers for customs")]
    priorities = list(Priority)
    return [
        Row(_ticket(titles[place % 2], priorities[place % 3], first + place), promise)
        for place, promise in enumerate(promises)
    ]


def _ticket(title: str, priority: Priority, number: int) -> Ticket:
    return Ticket(
        number=f"SR-26-0{number}",
        title=title,
        priority=priority,
        channel=Channel.WEB,
        kind=Kind.REPAIR,
        state=State.REGISTERED if number % 2 else State.IN_PROGRESS,
        branch=Branch(name=_("North branch")),
        owner=User(name=_("Chen Jie"), is_on_duty=True),
        customer=Customer(name=_("Riverside Clinic")),
    )
