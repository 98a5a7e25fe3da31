"""Whole-day events of an iCalendar file (RFC 5545) as closed dates."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from icalendar import Calendar as Document

from core.errors import BadInput
from sla.calendar_changes import LeftOut, Proposal, Skipped, propose
from sla.ical_dates import MOST_DAYS, Event, dates_of, is_broken, length_of, moment_of, repeats_yearly
from sla.models import CalendarVersion

MOST_BYTES = 1024 * 1024
MOST_NOTE = 200
YEARS_OF_REPEATS = 2
YEARS_AHEAD = 10
CANCELLED = "CANCELLED"


class FileTooLarge(BadInput):
    code = "ical_too_large"
    message = _("This file is larger than {megabytes} MB. Export fewer years from your calendar program.")


class FileMalformed(BadInput):
    code = "ical_malformed"
    message = _(
        "This is not a readable iCalendar file: {why}. Export the calendar again as .ics and choose that "
        "file."
    )


class NothingInFile(BadInput):
    code = "ical_empty"
    message = _("There is no event in this file. Choose the file that holds the days on which you close.")


@dataclass(slots=True)
class Found:
    """Closed dates with what they are called, and what was left out."""

    closed: dict[date, str] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)


def propose_file(version: CalendarVersion, content: bytes, *, today: date) -> Proposal:
    """What importing the file would change, from `today` on.

    Raises FileTooLarge, FileMalformed, NothingInFile.
    """
    found = read_file(content, today=today)
    wanted: list[Any] = [(day, [], name) for day, name in found.closed.items()]
    return propose(version.exceptions, version.notes, wanted, skipped=found.skipped)


def read_file(content: bytes, *, today: date) -> Found:
    """The closed dates of a file; yearly ones for two years.

    Raises FileTooLarge, FileMalformed, NothingInFile.
    """
    if len(content) > MOST_BYTES:
        raise FileTooLarge(megabytes=MOST_BYTES // 1024 // 1024)
    events = [event for document in _documents(content) for event in document.walk("VEVENT")]
    if not events:
        raise NothingInFile
    moved = _moved(events)
    found = Found()
    for event in events:
        _take(event, found, moved, today)
    return found


def _documents(content: bytes) -> list[Any]:
    try:
        documents = list(Document.from_ical(content, multiple=True))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as problem:
        # what a parser of a stranger's file may trip over; its words help to find the line
        raise FileMalformed(why=str(problem)[:120]) from problem
    if not documents:
        raise FileMalformed(why=_("it has no complete VCALENDAR"))
    return documents


def _moved(events: list[Event]) -> dict[str, set[date]]:
    """The dates of repeated events that have an event of their own instead, by the event's id."""
    moved: dict[str, set[date]] = defaultdict(set)
    for event in events:
        instead_of = moment_of(event, "RECURRENCE-ID")
        if isinstance(instead_of, date):
            moved[str(event.get("UID"))].add(_date(instead_of))
    return moved


def _take(event: Event, found: Found, moved: dict[str, set[date]], today: date) -> None:
    """Put one event among the closed dates, or among what is left out."""
    name = str(event.get("SUMMARY", "")).strip()[:MOST_NOTE]
    start = moment_of(event, "DTSTART")
    why = _refusal(event, start)
    if why is not None or not isinstance(start, date):
        day = _date(start) if isinstance(start, date) else None
        found.skipped.append(Skipped(name, day, why or LeftOut.UNREADABLE))
        return
    left_out = set() if "RECURRENCE-ID" in event else moved.get(str(event.get("UID")), set())
    horizon = _years_later(today, YEARS_OF_REPEATS if "RRULE" in event else YEARS_AHEAD)
    days = [day for day in dates_of(event, until=horizon, left_out=left_out) if day >= today]
    if not days:
        found.skipped.append(Skipped(name, start, LeftOut.PAST if start < today else LeftOut.TOO_FAR))
    for day in days:
        found.closed.setdefault(day, name)


def _refusal(event: Event, start: Any) -> LeftOut | None:
    if is_broken(event) or not isinstance(start, date):
        return LeftOut.UNREADABLE
    if isinstance(start, datetime):
        return LeftOut.TIMED
    if str(event.get("STATUS", "")).upper() == CANCELLED:
        return LeftOut.CANCELLED
    if "RRULE" in event and not repeats_yearly(event):
        return LeftOut.REPEATS
    return LeftOut.TOO_LONG if length_of(event) > MOST_DAYS else None


def _date(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _years_later(day: date, years: int) -> date:
    return day + timedelta(days=366 * years)
