"""Log entries in words, in the reader's language. The log holds codes; here they become prose.

`sentence(entry, audience=...)` gives one line of plain text (no markup, no full stop). `icon(entry)` and
`tone(entry)` give the mark beside it. Entries come from `tickets.selectors.timeline`, which knows the names.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.instants import dated_instant, short_instant
from core.moments import from_text
from core.punctuation import comma
from tickets.choices import Channel, ClosingCause, Complexity, ContactChannel, Priority, State
from tickets.entries import Entry
from tickets.models import LogEntry
from tickets.promises import metric_name

Facts = Mapping[str, Any]


def sentence(entry: LogEntry, *, audience: str = "staff") -> str:
    """What happened, as `audience` ("staff" or "customer") should read it."""
    speaker = _STAFF if audience == "staff" else _CUSTOMER
    words = speaker.get(entry.entry) or _BOTH.get(entry.entry)
    return words(entry) if words else str(entry.get_entry_display())


def person(entry: LogEntry, pk: int | None) -> str:
    """The name of a member of staff the payload points to."""
    return getattr(entry, "people", {}).get(pk, "") or _("somebody who has left")


def who(entry: LogEntry) -> str:
    """Who did it, by name; our own parts by what they are for."""
    return getattr(entry, "actor_label", "") or _("The service desk")


def moment(text: str) -> str:
    """An instant of a payload in the reader's zone and language."""
    return local(from_text(text))


def local(instant: datetime) -> str:
    """Inside a sentence: the time alone for today."""
    now = timezone.now()
    is_today = timezone.localdate(instant) == timezone.localdate(now)
    return short_instant(instant, now) if is_today else dated_instant(instant, now)


def _received(entry: LogEntry) -> str:
    channel = Channel(entry.payload["channel"]).label
    return _("%(who)s asked for service: %(channel)s") % {"who": who(entry), "channel": channel}


def _you_asked(entry: LogEntry) -> str:
    return _("You asked for service: %(channel)s") % {"channel": Channel(entry.payload["channel"]).label}


def _owner_named(entry: LogEntry) -> str:
    facts = {"name": person(entry, entry.payload["now_is"])}
    if entry.payload.get("rule") == "least_loaded":
        return _("%(name)s named as owner: on duty, fewest open requests") % facts
    if entry.payload.get("rule") == "lead_holds":
        return _("%(name)s holds it as lead: nobody is on duty") % facts
    return _("%(name)s named as owner by %(who)s") % (facts | {"who": who(entry)})


def _your_owner(entry: LogEntry) -> str:
    return _("%(name)s is responsible for you") % {"name": person(entry, entry.payload["now_is"])}


def _contacted(entry: LogEntry) -> str:
    facts = {"who": who(entry), "channel": ContactChannel(entry.payload["channel"]).label}
    if not entry.payload["reached"]:
        return _("%(who)s tried to reach the customer (%(channel)s), without success") % facts
    if _is_contact(entry.payload):
        return _("%(who)s spoke with the customer (%(channel)s): need and priority confirmed") % facts
    return _("%(who)s reached the customer (%(channel)s)") % facts


def _contacted_you(entry: LogEntry) -> str:
    facts = {"who": who(entry), "channel": ContactChannel(entry.payload["channel"]).label}
    if not entry.payload["reached"]:
        return _("%(who)s tried to reach you (%(channel)s)") % facts
    if _is_contact(entry.payload):
        return _("%(who)s spoke with you (%(channel)s): need and priority confirmed") % facts
    return _("%(who)s reached you (%(channel)s)") % facts


def _is_contact(payload: Facts) -> bool:
    return bool(payload["two_way"] and payload["need_confirmed"] and payload["priority_confirmed"])


def _replied(entry: LogEntry) -> str:
    if entry.payload.get("is_progress"):
        return _("%(who)s sent a progress update") % {"who": who(entry)}
    return _("%(who)s wrote") % {"who": who(entry)}


def _plan(entry: LogEntry) -> str:
    facts = {"who": who(entry), "when": moment(entry.payload["completes_at"])}
    return _("%(who)s sent the written plan: complete by %(when)s") % facts


def _priority(entry: LogEntry) -> str:
    payload = entry.payload
    facts = {
        "was": Priority(payload["was"]).label,
        "now_is": Priority(payload["now_is"]).label,
        "who": who(entry),
    }
    if payload["was"] == payload["now_is"]:
        return _("Priority confirmed by %(who)s: %(now_is)s") % facts
    return _("Priority changed by %(who)s from %(was)s to %(now_is)s") % facts


def _complexity(entry: LogEntry) -> str:
    facts = {"now_is": Complexity(entry.payload["now_is"]).label, "who": who(entry)}
    return _("Classified by %(who)s: %(now_is)s") % facts


def _state(entry: LogEntry) -> str:
    return _("Now: %(state)s") % {"state": State(entry.payload["now_is"]).label}


def _closed(entry: LogEntry) -> str:
    return _("Closed: %(cause)s") % {"cause": ClosingCause(entry.payload["cause"]).label}


def _reopened(entry: LogEntry) -> str:
    if entry.payload["cause"] == "not_solved":
        return _("Opened again: the customer says that it is not solved")
    return _("Opened again by %(who)s") % {"who": who(entry)}


def _rated(entry: LogEntry) -> str:
    return _("Rated %(score)s of 5") % {"score": entry.payload["score"]}


def _files(entry: LogEntry) -> str:
    count = entry.payload["count"]
    return ngettext("%(who)s added a file", "%(who)s added %(count)s files", count) % {
        "who": who(entry),
        "count": count,
    }


def _accepted(entry: LogEntry) -> str:
    number = entry.payload["entry"]
    if entry.payload["channel"] == "call":
        return _("Told by phone (no. %(number)s)") % {"number": number}
    return _("Accepted by the mail server (no. %(number)s)") % {"number": number}


def _failed(entry: LogEntry) -> str:
    facts = {"number": entry.payload["entry"], "reason": entry.payload["reason"]}
    return _("Could not be delivered (no. %(number)s): %(reason)s") % facts


def _promise(pattern: Callable[[], str]) -> Callable[[LogEntry], str]:
    """A line about one promise; the pattern is translated when it is read."""

    def words(entry: LogEntry) -> str:
        return pattern() % _promise_facts(entry)

    return words


def _promise_facts(entry: LogEntry) -> dict[str, Any]:
    payload = entry.payload
    due = payload.get("due_at") or payload.get("limit_at")
    told = [person(entry, pk) for pk in payload.get("told", ())]
    return {
        "promise": metric_name(payload["metric"]),
        "due": moment(due) if due else "",
        "told": comma().join(told) or _("nobody"),
        "breach": payload.get("breach", ""),
    }


def _met(entry: LogEntry) -> str:
    facts = _promise_facts(entry)
    if entry.payload.get("late_seconds"):
        return _("%(promise)s met late, was due %(due)s") % facts
    return _("%(promise)s met in time, was due %(due)s") % facts


def _written(pattern: Callable[[], str]) -> Callable[[LogEntry], str]:
    def words(entry: LogEntry) -> str:
        return pattern() % {"who": who(entry)}

    return words


Words = Callable[[LogEntry], str]

_BOTH: dict[str, Words] = {
    Entry.REPLIED: _replied,
    Entry.INITIAL_FIX_GIVEN: _written(lambda: _("%(who)s sent a first solution")),
    Entry.PLAN_GIVEN: _plan,
    Entry.QUESTION_ASKED: _written(lambda: _("%(who)s asked a question and waits for the answer")),
    Entry.PRIORITY_SET: _priority,
    Entry.COMPLEXITY_SET: _complexity,
    Entry.STATE_CHANGED: _state,
    Entry.RESOLVED: _written(lambda: _("%(who)s reports: solved")),
    Entry.CLOSED: _closed,
    Entry.RATED: _rated,
    Entry.FILES_ADDED: _files,
    Entry.PROMISE_MISSED: _promise(lambda: _("%(promise)s missed, was due %(due)s")),
    Entry.PROMISE_MET: _met,
    Entry.PROMISE_CANCELLED: _promise(lambda: _("%(promise)s no longer applies")),
    Entry.CLOCK_PAUSED: _promise(lambda: _("%(promise)s: the clock is paused")),
    Entry.CLOCK_RESUMED: _promise(lambda: _("%(promise)s: the clock goes on, due %(due)s")),
}

_STAFF: dict[str, Words] = {
    Entry.RECEIVED: _received,
    Entry.OWNER_NAMED: _owner_named,
    Entry.CUSTOMER_WROTE: _written(lambda: _("%(who)s wrote")),
    Entry.NOTED: _written(lambda: _("%(who)s, internal note")),
    Entry.CONTACTED: _contacted,
    Entry.CONFIRMED: _written(lambda: _("%(who)s confirmed that it is solved")),
    Entry.REOPENED: _reopened,
    Entry.MESSAGE_ACCEPTED: _accepted,
    Entry.MESSAGE_FAILED: _failed,
    Entry.BOUND: lambda entry: _("Bound by commitment %(number)s") % entry.payload,
    Entry.UNBOUND: lambda _entry: _("No commitment was in force: management told"),
    Entry.PROMISE_WARNED: _promise(lambda: _("%(promise)s at risk, due %(due)s: %(told)s told")),
    Entry.ESCALATED: _promise(lambda: _("%(promise)s escalated: %(told)s told")),
    Entry.LIMIT_PASSED: _promise(lambda: _("%(promise)s past its limit %(due)s: %(told)s told")),
    Entry.ACKNOWLEDGED: _written(lambda: _("%(who)s took note of the warning")),
}

_CUSTOMER: dict[str, Words] = {
    Entry.RECEIVED: _you_asked,
    Entry.OWNER_NAMED: _your_owner,
    Entry.CUSTOMER_WROTE: lambda _entry: _("You wrote"),
    Entry.CONTACTED: _contacted_you,
    Entry.CONFIRMED: lambda _entry: _("You confirmed that it is solved"),
    Entry.REOPENED: lambda _entry: _("Opened again"),
}

_MARKS: dict[str, tuple[str, str]] = {
    Entry.RECEIVED: ("inbox", "pending"),
    Entry.OWNER_NAMED: ("user", "pending"),
    Entry.CUSTOMER_WROTE: ("user", "pending"),
    Entry.REPLIED: ("message-square", "met"),
    Entry.INITIAL_FIX_GIVEN: ("wrench", "met"),
    Entry.PLAN_GIVEN: ("file", "met"),
    Entry.QUESTION_ASKED: ("circle-question-mark", "paused"),
    Entry.NOTED: ("pencil", "pending"),
    Entry.CONTACTED: ("phone", "pending"),
    Entry.PRIORITY_SET: ("flag", "pending"),
    Entry.COMPLEXITY_SET: ("flag", "pending"),
    Entry.STATE_CHANGED: ("arrow-right", "pending"),
    Entry.RESOLVED: ("check", "met"),
    Entry.CONFIRMED: ("check", "met"),
    Entry.CLOSED: ("check", "pending"),
    Entry.REOPENED: ("rotate-ccw", "running"),
    Entry.RATED: ("star", "pending"),
    Entry.FILES_ADDED: ("paperclip", "pending"),
    Entry.MESSAGE_ACCEPTED: ("mail", "pending"),
    Entry.MESSAGE_FAILED: ("mail", "missed"),
    Entry.BOUND: ("shield", "pending"),
    Entry.UNBOUND: ("shield", "risk"),
    Entry.PROMISE_WARNED: ("triangle-alert", "risk"),
    Entry.PROMISE_MISSED: ("x", "missed"),
    Entry.ESCALATED: ("bell", "missed"),
    Entry.LIMIT_PASSED: ("x", "missed"),
    Entry.PROMISE_CANCELLED: ("minus", "pending"),
    Entry.CLOCK_PAUSED: ("pause", "paused"),
    Entry.CLOCK_RESUMED: ("clock", "running"),
    Entry.ACKNOWLEDGED: ("check", "pending"),
}


def icon(entry: LogEntry) -> str:
    """The icon beside the line."""
    if entry.entry == Entry.PROMISE_MET:
        return "late" if entry.payload.get("late_seconds") else "check"
    return _MARKS[entry.entry][0]


def tone(entry: LogEntry) -> str:
    """The tone of its mark: pending, running, risk, paused, met, late or missed."""
    if entry.entry == Entry.PROMISE_MET:
        return "late" if entry.payload.get("late_seconds") else "met"
    return _MARKS[entry.entry][1]
