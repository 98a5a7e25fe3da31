"""The entries about departments' tasks, in words (A3.4)."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.punctuation import comma
from tickets.choices import Department
from tickets.entries import Entry
from tickets.models import LogEntry
from tickets.saying import Words, moment, person, who


def _task(pattern: Callable[[], str]) -> Words:
    """A line about one task; the pattern is translated when it is read."""
    return lambda entry: pattern() % _facts(entry)


def _facts(entry: LogEntry) -> dict[str, Any]:
    payload = entry.payload
    return {
        "who": who(entry),
        "number": payload["task"],
        "department": Department(payload["department"]).label,
        "owner": person(entry, payload.get("owner")),
        "due": moment(payload["due_at"]) if "due_at" in payload else "",
    }


def _withdrawn(entry: LogEntry) -> str:
    facts = _facts(entry)
    if "cause" in entry.payload:
        return _("Task %(number)s of %(department)s withdrawn: the request was closed") % facts
    return _("%(who)s withdrew task %(number)s of %(department)s") % facts


def _reassigned(entry: LogEntry) -> str:
    facts = _facts(entry)
    if "rule" in entry.payload:
        facts["was"] = person(entry, entry.payload["was"])
        return _("Task %(number)s of %(department)s: %(owner)s in place of %(was)s") % facts
    return _("%(who)s handed task %(number)s of %(department)s to %(owner)s") % facts


def _left_open(entry: LogEntry) -> str:
    numbers = entry.payload["numbers"]
    return ngettext(
        "%(who)s resolves although task %(numbers)s is open",
        "%(who)s resolves although tasks %(numbers)s are open",
        len(numbers),
    ) % {"who": who(entry), "numbers": comma().join(map(str, numbers))}


FOR_STAFF: dict[str, Words] = {
    Entry.TASK_ASKED: _task(
        lambda: _("%(who)s asked %(department)s for task %(number)s: %(owner)s, due %(due)s")
    ),
    Entry.TASK_ACCEPTED: _task(lambda: _("%(owner)s accepted task %(number)s of %(department)s")),
    Entry.TASK_RETURNED: _task(lambda: _("%(who)s returned task %(number)s of %(department)s")),
    Entry.TASK_REASSIGNED: _reassigned,
    Entry.TASK_DONE: _task(lambda: _("%(who)s finished task %(number)s of %(department)s")),
    Entry.TASK_WITHDRAWN: _withdrawn,
    Entry.TASKS_LEFT_OPEN: _left_open,
}

FOR_CUSTOMER: dict[str, Words] = {
    Entry.TASK_ASKED: _task(lambda: _("Handed on to: %(department)s")),
    Entry.TASK_DONE: _task(lambda: _("%(department)s has done its part")),
}
