"""What a log entry changed: the value before and after, in the reader's language (A3.3d)."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from tickets.choices import Complexity, Kind, Priority, State
from tickets.entries import Entry
from tickets.models import LogEntry
from tickets.saying import moment, person


class Change(NamedTuple):
    before: str
    after: str


def change_in(entry: LogEntry) -> Change | None:
    """The values before and after, if the entry changed one; entries come from `selectors.timeline`."""
    words = _CHANGES.get(entry.entry)
    change = words(entry) if words else None
    return change if change and change.before != change.after else None


def _labels(choices: type[Priority] | type[Complexity] | type[Kind]) -> Callable[[LogEntry], Change]:
    def words(entry: LogEntry) -> Change:
        was, now_is = entry.payload["was"], entry.payload["now_is"]
        return Change(str(choices(was).label), str(choices(now_is).label))

    return words


def _state(after: State | None = None) -> Callable[[LogEntry], Change | None]:
    """From the state before to `after`, or to the one that the entry names."""

    def words(entry: LogEntry) -> Change | None:
        was, now_is = entry.payload.get("was"), after or entry.payload.get("now_is")
        return Change(str(State(was).label), str(State(now_is).label)) if was and now_is else None

    return words


def _owner(entry: LogEntry) -> Change | None:
    was = entry.payload["was"]
    return Change(person(entry, was), person(entry, entry.payload["now_is"])) if was else None


def _received(entry: LogEntry) -> Change:
    return Change(moment(entry.payload["was_received_at"]), moment(entry.payload["received_at"]))


_CHANGES: Mapping[str, Callable[[LogEntry], Change | None]] = {
    Entry.PRIORITY_SET: _labels(Priority),
    Entry.COMPLEXITY_SET: _labels(Complexity),
    Entry.KIND_SET: _labels(Kind),
    Entry.BRANCH_CHANGED: lambda entry: Change(entry.payload["was_called"], entry.payload["is_called"]),
    Entry.OWNER_NAMED: _owner,
    Entry.STATE_CHANGED: _state(),
    Entry.QUESTION_ASKED: _state(State.WAITING_CUSTOMER),
    Entry.APPOINTMENT_MADE: _state(State.SCHEDULED),
    Entry.RESOLVED: _state(State.RESOLVED),
    Entry.CLOSED: _state(State.CLOSED),
    Entry.MERGED_INTO: _state(State.CLOSED),
    Entry.REOPENED: _state(State.IN_PROGRESS),
    Entry.MERGED_FROM: _received,
}
