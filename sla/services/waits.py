"""How long we wait for the customer: working days of the branch, settings (semantics, section 3)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeAlias

from django.conf import settings

from core.worktime import SAME_TIME
from sla.facts import is_question_sent
from sla.selectors.timetables import timetable_of, version_for_branch
from tickets.choices import State
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.services.deadlines import set_closable, set_wait_end

Mind: TypeAlias = Callable[[Ticket, LogEntry], None]


def mind_waits(ticket: Ticket, entry: LogEntry) -> None:
    """Say until when the ticket waits, and from when on it may be closed without an answer."""
    if mind := MINDS.get(entry.entry):
        mind(ticket, entry)


def _until(ticket: Ticket, at: datetime, days: int) -> datetime:
    timetable = timetable_of(version_for_branch(ticket.branch_id))
    return timetable.add_working_days(at, days, SAME_TIME)


def _question(ticket: Ticket, entry: LogEntry) -> None:
    """A wait lasts from the question's acceptance; until then from its being asked."""
    is_asked = entry.entry == Entry.QUESTION_ASKED or is_question_sent(entry.entry, entry.payload)
    if is_asked and ticket.state == State.WAITING_CUSTOMER:
        set_wait_end(ticket, _until(ticket, entry.happened_at, settings.WAIT_LIMIT_WORKING_DAYS))


def _resolved(ticket: Ticket, entry: LogEntry) -> None:
    days = settings.CONFIRMATION_TIMEOUT_WORKING_DAYS
    set_closable(ticket, _until(ticket, entry.happened_at, days))


MINDS: Mapping[str, Mind] = {
    Entry.QUESTION_ASKED: _question,
    Entry.MESSAGE_ACCEPTED: _question,
    Entry.RESOLVED: _resolved,
}
