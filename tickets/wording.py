"""Log entries in words, in the reader's language. The log holds codes; here they become prose.

`sentence(entry, audience=...)` gives one line of plain text (no markup, no full stop); `tickets.marks` has
the mark beside it. Entries come from `tickets.selectors.timeline`, which knows the names.
"""

from collections.abc import Callable

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.actors import ActorKind
from core.punctuation import comma
from tickets import promise_sentences, task_sentences, visit_sentences
from tickets.choices import (
    LINKED_BY,
    Channel,
    ClosingCause,
    Complexity,
    ContactChannel,
    Department,
    How,
    Kind,
    LinkKind,
    Nature,
    Priority,
    State,
)
from tickets.entries import Entry
from tickets.models import LogEntry
from tickets.saying import Facts, Words, moment, person, who, written


def sentence(entry: LogEntry, *, audience: str = "staff") -> str:
    """What happened, as `audience` ("staff" or "customer") should read it."""
    speaker = _STAFF if audience == "staff" else _CUSTOMER
    words = speaker.get(entry.entry) or _BOTH.get(entry.entry)
    return words(entry) if words else str(entry.get_entry_display())


def _moved(entry: LogEntry) -> str:
    return _("%(who)s gave it to %(branch)s") % ({"who": who(entry)} | _branch(entry))


def _branch(entry: LogEntry) -> dict[str, str]:
    return {"branch": entry.payload["is_called"]}


def _noted(entry: LogEntry) -> str:
    if not (mentioned := entry.payload.get("mentions")):
        return _("%(who)s, internal note") % {"who": who(entry)}
    names = comma().join(person(entry, pk) for pk in mentioned)
    return _("%(who)s, internal note for %(names)s") % {"who": who(entry), "names": names}


def _facts_completed(entry: LogEntry) -> str:
    return _("%(who)s completed the facts") % {"who": who(entry)}


def _received(entry: LogEntry) -> str:
    channel = Channel(entry.payload["channel"]).label
    if about := entry.payload.get("about"):
        facts = {"who": who(entry), "channel": channel, "number": about}
        return _("%(who)s complained about %(number)s: %(channel)s") % facts
    said = _("%(who)s asked for service: %(channel)s") % {"who": who(entry), "channel": channel}
    return _with_branch_rule(said, entry.payload)


def _with_branch_rule(said: str, payload: Facts) -> str:
    """And why this branch, where a rule decided."""
    if not (rule := payload.get("branch_rule")):
        return said
    words = [payload[name] for name in ("by_region", "by_product", "by_address") if payload.get(name)]
    facts = {"said": said, "rule": rule, "words": comma().join(words) or "*"}
    return _("%(said)s; branch by rule no. %(rule)s (%(words)s)") % facts


def _you_asked(entry: LogEntry) -> str:
    if about := entry.payload.get("about"):
        return _("You complained about %(number)s") % {"number": about}
    return _("You asked for service: %(channel)s") % {"channel": Channel(entry.payload["channel"]).label}


NAMED_BY: dict[str, LazyText] = {
    "least_loaded": gettext_lazy("%(name)s named as owner: fits the matter, least load"),
    How.ROUND_ROBIN: gettext_lazy("%(name)s named as owner: next in turn"),
    How.FIXED: gettext_lazy("%(name)s named as owner: always for such matters"),
    "lead_holds": gettext_lazy("%(name)s holds it as lead: nobody on duty fits the matter"),
    "deputy": gettext_lazy("%(name)s stands in as owner during a leave"),
    "complaint": gettext_lazy("%(name)s of management listens"),
    "taken_back": gettext_lazy("%(name)s is owner again: taken back by %(who)s"),
}


def _owner_named(entry: LogEntry) -> str:
    facts = {"name": person(entry, entry.payload["now_is"]), "who": who(entry)}
    words = NAMED_BY.get(entry.payload.get("rule", ""))
    return str(words or _("%(name)s named as owner by %(who)s")) % facts


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


def _dated_solution(entry: LogEntry) -> str:
    facts = {"who": who(entry), "when": moment(entry.payload["completes_at"])}
    return _("%(who)s sent the solution: complete by %(when)s") % facts


def _date_agreed(entry: LogEntry) -> str:
    """Whoever wrote it down: it was the customer who agreed."""
    facts = {"who": who(entry), "when": moment(entry.payload["completes_at"])}
    if entry.actor_kind == ActorKind.CUSTOMER:
        return _("%(who)s agreed to a later date: %(when)s") % facts
    return _("The customer agreed to a later date: %(when)s; recorded by %(who)s") % facts


def _you_agreed(entry: LogEntry) -> str:
    return _("You agreed to a later date: %(when)s") % {"when": moment(entry.payload["completes_at"])}


def _appointment(entry: LogEntry) -> str:
    when = {"when": moment(entry.payload["at"])}
    if entry.payload["was"] == State.SCHEDULED:
        return _("Appointment moved to %(when)s") % when
    return _("Appointment on %(when)s") % when


def _diagnosed(entry: LogEntry) -> str:
    return _("Diagnosed by %(who)s: %(nature)s; responsible: %(department)s") % _diagnosis_facts(entry)


def _diagnosed_for_you(entry: LogEntry) -> str:
    return _("Diagnosed: %(nature)s; responsible: %(department)s") % _diagnosis_facts(entry)


def _diagnosis_facts(entry: LogEntry) -> Facts:
    return {
        "who": who(entry),
        "nature": Nature(entry.payload["nature"]).label,
        "department": Department(entry.payload["department"]).label,
    }


def _complexity_asked(entry: LogEntry) -> str:
    facts = {"complexity": Complexity(entry.payload["complexity"]).label, "who": who(entry)}
    return _("%(who)s asks for another classification: %(complexity)s") % facts


def _updates(entry: LogEntry) -> str:
    if entry.payload["by_itself"]:
        return _("%(who)s allowed the daily update to be sent by itself") % {"who": who(entry)}
    return _("%(who)s sends the daily update in person again") % {"who": who(entry)}


def _merged(pattern: Callable[[], str]) -> Words:
    """A line that names another request."""
    return lambda entry: pattern() % {"number": entry.payload["number"]}


def _linked(entry: LogEntry) -> str:
    kind = LinkKind(entry.payload["kind"])
    says = kind.label if entry.payload["is_source"] else LINKED_BY[kind]
    facts = {"says": says, "number": entry.payload["number"], "who": who(entry)}
    if entry.entry == Entry.UNLINKED:
        return _("Link removed by %(who)s: %(says)s %(number)s") % facts
    return _("Linked by %(who)s: %(says)s %(number)s") % facts


def _watched(entry: LogEntry) -> str:
    facts = {"name": person(entry, entry.payload["user"]), "who": who(entry)}
    if entry.payload["cause"] == "lost_sight":
        return _("%(name)s can no longer see the request and watches it no more") % facts
    if entry.payload["watches"]:
        return _("%(name)s watches the request: entered by %(who)s") % facts
    return _("%(name)s watches the request no more: entered by %(who)s") % facts


def _erased(entry: LogEntry) -> str:
    numbers = ", ".join(str(number) for number in entry.payload["entries"])
    return _("%(who)s erased the words of no. %(numbers)s") % {"who": who(entry), "numbers": numbers}


def _files_erased(entry: LogEntry) -> str:
    numbers = ", ".join(str(number) for number in entry.payload["entries"])
    return _("%(who)s erased files of no. %(numbers)s") % {"who": who(entry), "numbers": numbers}


def _priority(entry: LogEntry) -> str:
    payload = entry.payload
    facts = {
        "was": Priority(payload["was"]).label,
        "now_is": Priority(payload["now_is"]).label,
        "who": who(entry),
    }
    if "back_to" in payload:
        return _("Priority as it was, taken back by %(who)s: %(now_is)s") % facts
    if payload["was"] == payload["now_is"]:
        return _("Priority confirmed by %(who)s: %(now_is)s") % facts
    return _("Priority changed by %(who)s from %(was)s to %(now_is)s") % facts


def _complexity(entry: LogEntry) -> str:
    facts = {"now_is": Complexity(entry.payload["now_is"]).label, "who": who(entry)}
    return _("Classified by %(who)s: %(now_is)s") % facts


def _kind(entry: LogEntry) -> str:
    facts = {"now_is": Kind(entry.payload["now_is"]).label, "who": who(entry)}
    return _("Type corrected by %(who)s: %(now_is)s") % facts


def _state(entry: LogEntry) -> str:
    if entry.payload.get("cause") == "appointment_cancelled":
        facts = {"who": who(entry), "when": moment(entry.payload["at"])}
        return _("Appointment on %(when)s called off by %(who)s") % facts
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
    if entry.payload.get("was_accepted"):
        return _("Came back undelivered (no. %(number)s): %(reason)s") % facts
    return _("Could not be delivered (no. %(number)s): %(reason)s") % facts


_BOTH: dict[str, Words] = {
    Entry.REPLIED: _replied,
    Entry.INITIAL_FIX_GIVEN: written(lambda: _("%(who)s sent a first solution")),
    Entry.PLAN_GIVEN: _plan,
    Entry.QUESTION_ASKED: written(lambda: _("%(who)s asked a question and waits for the answer")),
    Entry.PRIORITY_SET: _priority,
    Entry.COMPLEXITY_SET: _complexity,
    Entry.FACTS_COMPLETED: _facts_completed,
    Entry.KIND_SET: _kind,
    Entry.STATE_CHANGED: _state,
    Entry.RESOLVED: written(lambda: _("%(who)s reports: solved")),
    Entry.CLOSED: _closed,
    Entry.RATED: _rated,
    Entry.SUMMARY_FILED: written(lambda: _("%(who)s filed the closing summary")),
    Entry.FILES_ADDED: _files,
    Entry.SOLUTION_GIVEN: _dated_solution,
    Entry.APPOINTMENT_MADE: _appointment,
    Entry.MERGED_INTO: _merged(lambda: _("Merged into request %(number)s")),
    Entry.MERGED_FROM: _merged(lambda: _("Request %(number)s was merged into this one")),
    Entry.MERGE_UNDONE: _merged(lambda: _("Separated again from request %(number)s")),
    **promise_sentences.FOR_BOTH,
}

_STAFF: dict[str, Words] = {
    Entry.RECEIVED: _received,
    Entry.OWNER_NAMED: _owner_named,
    Entry.CUSTOMER_WROTE: written(lambda: _("%(who)s wrote")),
    Entry.NOTED: _noted,
    Entry.CONTACTED: _contacted,
    Entry.CONFIRMED: written(lambda: _("%(who)s confirmed that it is solved")),
    Entry.SENDER_CONFIRMED: written(lambda: _("%(who)s confirmed that a person sent this request")),
    Entry.REOPENED: _reopened,
    Entry.MESSAGE_ACCEPTED: _accepted,
    Entry.MESSAGE_FAILED: _failed,
    Entry.DIAGNOSED: _diagnosed,
    Entry.DATE_AGREED: _date_agreed,
    Entry.COMPLEXITY_ASKED: _complexity_asked,
    Entry.BRANCH_CHANGED: _moved,
    Entry.UPDATES_SET: _updates,
    Entry.LINKED: _linked,
    Entry.UNLINKED: _linked,
    Entry.WATCHED: _watched,
    Entry.TEXT_ERASED: _erased,
    Entry.FILES_ERASED: _files_erased,
    **promise_sentences.FOR_STAFF,
    **task_sentences.FOR_STAFF,
    **visit_sentences.FOR_STAFF,
}

_CUSTOMER: dict[str, Words] = {
    Entry.RECEIVED: _you_asked,
    Entry.OWNER_NAMED: _your_owner,
    Entry.CUSTOMER_WROTE: lambda _entry: _("You wrote"),
    Entry.CONTACTED: _contacted_you,
    Entry.CONFIRMED: lambda _entry: _("You confirmed that it is solved"),
    Entry.SENDER_CONFIRMED: lambda _entry: _("It is confirmed that this request is yours"),
    Entry.REOPENED: lambda _entry: _("Opened again"),
    Entry.BRANCH_CHANGED: lambda entry: _("%(branch)s takes care of it from now on") % _branch(entry),
    Entry.DIAGNOSED: _diagnosed_for_you,
    Entry.DATE_AGREED: _you_agreed,
    **task_sentences.FOR_CUSTOMER,
    **visit_sentences.FOR_CUSTOMER,
}
