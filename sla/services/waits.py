"""How long the customer has to answer: working days of the branch, settings (semantics, section 3).

Both times begin when the customer was told: when the question, or the report that it is solved, was accepted.
"""

from datetime import datetime

from django.conf import settings

from core.worktime import SAME_TIME
from sla.facts import Fact, facts_in, is_question_sent
from sla.selectors.timetables import timetable_of, version_for_branch
from tickets.choices import State
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.services.deadlines import set_closable, set_wait_end


def mind_waits(ticket: Ticket, entry: LogEntry) -> None:
    """Say until when the ticket waits, and from when on it may be closed without an answer.

    Only the last question, the last report counts: an older one may be accepted after it.
    """
    if is_question_sent(entry.entry, entry.payload):
        is_waiting = ticket.state == State.WAITING_CUSTOMER and ticket.waiting_until is None
        if is_waiting and _is_of_the_last(ticket, Entry.QUESTION_ASKED, entry):
            set_wait_end(ticket, _after(ticket, entry.happened_at, settings.WAIT_LIMIT_WORKING_DAYS))
        return
    is_report = Fact.RESOLUTION_SENT in facts_in(entry.entry, entry.payload)
    if is_report and ticket.state == State.RESOLVED and _is_of_the_last(ticket, Entry.RESOLVED, entry):
        days = settings.CONFIRMATION_TIMEOUT_WORKING_DAYS
        set_closable(ticket, _after(ticket, entry.happened_at, days))


def _is_of_the_last(ticket: Ticket, kind: Entry, accepted: LogEntry) -> bool:
    numbers = ticket.log.filter(entry=kind).order_by("-number").values_list("number", flat=True)
    return int(accepted.payload["entry"]) >= (numbers.first() or 0)


def _after(ticket: Ticket, at: datetime, days: int) -> datetime:
    timetable = timetable_of(version_for_branch(ticket.branch_id))
    return timetable.add_working_days(at, days, SAME_TIME)
