"""The entries written for the promises, in words."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.punctuation import comma
from tickets.choices import ContactChannel, Priority
from tickets.entries import Entry
from tickets.models import LogEntry
from tickets.promises import metric_name, task_name
from tickets.saying import Facts, Words, moment, person, who, written


def _promise(pattern: Callable[[], str]) -> Words:
    """A line about one promise; the pattern is translated when it is read."""

    def words(entry: LogEntry) -> str:
        return pattern() % _promise_facts(entry)

    return words


def _promise_facts(entry: LogEntry) -> dict[str, Any]:
    payload = entry.payload
    due = payload.get("due_at") or payload.get("limit_at")
    told = [person(entry, pk) for pk in payload.get("told", ())]
    return {
        "promise": _subject(payload),
        "due": moment(due) if due else "",
        "told": comma().join(told) or _("nobody"),
        "breach": payload.get("breach", ""),
    }


def _subject(payload: Facts) -> str:
    """The metric; for a department's task which one it is."""
    if "task" in payload:
        return task_name(payload["task"])
    return metric_name(payload["metric"])


def _met(entry: LogEntry) -> str:
    facts = _promise_facts(entry)
    if entry.payload.get("late_seconds"):
        return _("%(promise)s met late, was due %(due)s") % facts
    return _("%(promise)s met in time, was due %(due)s") % facts


def _started(entry: LogEntry) -> str:
    facts = _promise_facts(entry) | {"cycle": entry.payload["cycle"]}
    if entry.payload["cycle"] > 1:
        return _("%(promise)s: the clock starts, cycle %(cycle)s") % facts
    return _("%(promise)s: the clock starts") % facts


def _raised(entry: LogEntry) -> str:
    facts = {name: Priority(entry.payload[name]).label for name in ("was", "now_is")}
    return _("Handled as %(now_is)s instead of %(was)s: a promise is late") % facts


def _decided(entry: LogEntry) -> str:
    facts = _promise_facts(entry) | {"who": who(entry)}
    if entry.payload["decision"] == "in_time":
        return _("%(who)s decided on breach %(breach)s (%(promise)s): kept in time") % facts
    return _("%(who)s decided on breach %(breach)s (%(promise)s): late") % facts


def _excused(entry: LogEntry) -> str:
    return _("%(who)s excused breach %(breach)s (%(promise)s)") % (
        _promise_facts(entry) | {"who": who(entry)}
    )


def _policy_moved(entry: LogEntry) -> str:
    facts = {name: entry.payload[name] for name in ("was_number", "number")}
    said = _("Moved from commitment %(was_number)s to commitment %(number)s") % facts
    return _agreed(_with_moves(said, entry), entry)


def _calendar_applied(entry: LogEntry) -> str:
    count = len(entry.payload["moves"])
    said = ngettext(
        "Calendar “%(name)s”, version %(number)s: %(count)s deadline counted anew",
        "Calendar “%(name)s”, version %(number)s: %(count)s deadlines counted anew",
        count,
    ) % {"name": entry.payload["name"], "number": entry.payload["number"], "count": count}
    return _agreed(_with_moves(said, entry), entry)


def _with_moves(said: str, entry: LogEntry) -> str:
    """Each deadline that moved, as the customer is told of it."""
    moves = [_move(move) for move in entry.payload.get("moves", ())]
    return _("%(what)s (%(moves)s)") % {"what": said, "moves": comma().join(moves)} if moves else said


def _move(move: Facts) -> str:
    facts = {"promise": metric_name(move["metric"]), "was": moment(move["was"])}
    if not move["now_is"]:
        return _("%(promise)s is no longer promised") % facts
    return _("%(promise)s %(now_is)s instead of %(was)s") % (facts | {"now_is": moment(move["now_is"])})


def _agreed(said: str, entry: LogEntry) -> str:
    """With the customer's consent to later deadlines, where there was one."""
    if "agreed_at" not in entry.payload:
        return said
    when, channel = entry.payload["agreed_at"], ContactChannel(entry.payload["channel"]).label
    return _("%(what)s, as the customer agreed on %(when)s (%(channel)s)") % {
        "what": said,
        "when": moment(when),
        "channel": channel,
    }


FOR_BOTH: dict[str, Words] = {
    Entry.PROMISE_MISSED: _promise(lambda: _("%(promise)s missed, was due %(due)s")),
    Entry.PROMISE_MET: _met,
    Entry.PROMISE_CANCELLED: _promise(lambda: _("%(promise)s no longer applies")),
    Entry.CLOCK_PAUSED: _promise(lambda: _("%(promise)s: the clock is paused")),
    Entry.CLOCK_RESUMED: _promise(lambda: _("%(promise)s: the clock goes on, due %(due)s")),
    Entry.POLICY_MOVED: _policy_moved,
    Entry.CALENDAR_APPLIED: _calendar_applied,
}

FOR_STAFF: dict[str, Words] = {
    Entry.BOUND: lambda entry: _("Bound by commitment %(number)s") % entry.payload,
    Entry.UNBOUND: lambda _entry: _("No commitment was in force: management told"),
    Entry.PROMISE_WARNED: _promise(lambda: _("%(promise)s at risk, due %(due)s: %(told)s told")),
    Entry.ESCALATED: _promise(lambda: _("%(promise)s escalated: %(told)s told")),
    Entry.LIMIT_PASSED: _promise(lambda: _("%(promise)s past its limit %(due)s: %(told)s told")),
    Entry.ACKNOWLEDGED: written(lambda: _("%(who)s took note of the warning")),
    Entry.CLOCK_STARTED: _started,
    Entry.PRIORITY_RAISED: _raised,
    Entry.BREACH_EXCUSED: _excused,
    Entry.BREACH_DECIDED: _decided,
}
