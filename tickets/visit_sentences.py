"""The entries about visits and remote sessions, in words (B3.3)."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tickets.choices import GivenBy, SignOff, VisitMode
from tickets.entries import Entry
from tickets.models import LogEntry
from tickets.saying import Words, moment, person, who


def _visit(on_site: Callable[[], str], remote: Callable[[], str] | None = None) -> Words:
    """A line about one visit, or about a remote session; the pattern is translated when it is read."""

    def words(entry: LogEntry) -> str:
        is_remote = entry.payload["mode"] == VisitMode.REMOTE
        pattern = remote if remote and is_remote else on_site
        return pattern() % _facts(entry)

    return words


def _facts(entry: LogEntry) -> dict[str, Any]:
    payload = entry.payload
    return {
        "who": who(entry),
        "number": payload["visit"],
        "mode": VisitMode(payload["mode"]).label,
        "engineer": person(entry, payload["engineer"]),
        "was": person(entry, payload.get("was")),
        "from": moment(payload["from"]) if "from" in payload else "",
        "until": moment(payload["until"]) if "until" in payload else "",
    }


def _timed(on_site: Callable[[], str], remote: Callable[[], str], open_ended: Callable[[], str]) -> Words:
    """A session may be planned without a time."""
    with_time, without = _visit(on_site, remote), _visit(open_ended)
    return lambda entry: with_time(entry) if "from" in entry.payload else without(entry)


def _cancelled(entry: LogEntry) -> str:
    if "cause" in entry.payload:
        return _("%(mode)s %(number)s called off: the request was closed") % _facts(entry)
    return _("%(mode)s %(number)s called off by %(who)s") % _facts(entry)


def _signed(entry: LogEntry) -> str:
    how = SignOff(entry.payload["how"]).label
    return _("%(mode)s %(number)s signed off: %(how)s") % (_facts(entry) | {"how": how})


def _ordered(entry: LogEntry) -> str:
    count = entry.payload["parts"]
    return ngettext(
        "%(who)s ordered a part for %(mode)s %(number)s",
        "%(who)s ordered %(count)s parts for %(mode)s %(number)s",
        count,
    ) % (_facts(entry) | {"count": count})


def _delayed(words: Words) -> Words:
    """Who says that it was earlier than it was recorded; both instants stand beside every line of the log."""

    def line(entry: LogEntry) -> str:
        said = words(entry)
        match entry.payload.get("given_by"):
            case GivenBy.PHONE:
                return _("%(line)s; pressed on the phone then, sent later") % {"line": said}
            case GivenBy.API:
                return _("%(line)s; told by a system later") % {"line": said}
            case _:
                return said

    return line


_CHANGED_FOR_CUSTOMER = _timed(
    lambda: _("Changed: %(engineer)s will visit you, %(from)s to %(until)s"),
    lambda: _("Changed: %(engineer)s will help you in a remote session, %(from)s to %(until)s"),
    lambda: _("Changed: %(engineer)s will help you in a remote session"),
)

_FOR_STAFF: dict[str, Words] = {
    Entry.VISIT_PLANNED: _timed(
        lambda: _("Visit %(number)s planned by %(who)s: %(engineer)s, %(from)s to %(until)s"),
        lambda: _("Remote session %(number)s planned by %(who)s: %(engineer)s, %(from)s to %(until)s"),
        lambda: _("%(mode)s %(number)s planned by %(who)s: %(engineer)s"),
    ),
    Entry.VISIT_CHANGED: _timed(
        lambda: _("Visit %(number)s changed by %(who)s: %(engineer)s, %(from)s to %(until)s"),
        lambda: _("Remote session %(number)s changed by %(who)s: %(engineer)s, %(from)s to %(until)s"),
        lambda: _("%(mode)s %(number)s changed by %(who)s: %(engineer)s"),
    ),
    Entry.VISIT_HANDED_ON: _visit(
        lambda: _("Visit %(number)s: %(engineer)s goes in place of %(was)s"),
        lambda: _("Remote session %(number)s: %(engineer)s in place of %(was)s"),
    ),
    Entry.VISIT_NOBODY: _visit(
        lambda: _("Nobody goes to visit %(number)s: %(engineer)s is not there then"),
        lambda: _("Nobody holds remote session %(number)s: %(engineer)s is not there then"),
    ),
    Entry.VISIT_ACCEPTED: _visit(lambda: _("%(mode)s %(number)s accepted by %(who)s")),
    Entry.VISIT_SET_OUT: _visit(lambda: _("%(engineer)s is on the way (visit %(number)s)")),
    Entry.VISIT_ARRIVED: _visit(
        lambda: _("%(engineer)s has arrived (visit %(number)s)"),
        lambda: _("%(engineer)s began remote session %(number)s"),
    ),
    Entry.VISIT_REPORTED: _visit(lambda: _("%(who)s reported on %(mode)s %(number)s: cause and measures")),
    Entry.VISIT_SIGNED: _signed,
    Entry.VISIT_DONE: _visit(
        lambda: _("%(engineer)s has left; visit %(number)s is done"),
        lambda: _("%(engineer)s ended remote session %(number)s"),
    ),
    Entry.VISIT_CANCELLED: _cancelled,
    Entry.VISIT_CODE_SENT: _visit(lambda: _("Code for %(mode)s %(number)s mailed to the customer")),
    Entry.PARTS_ORDERED: _ordered,
    Entry.PART_RECEIVED: _visit(lambda: _("A part for %(mode)s %(number)s has come in")),
}
FOR_STAFF = {entry: _delayed(words) for entry, words in _FOR_STAFF.items()}

FOR_CUSTOMER: dict[str, Words] = {
    Entry.VISIT_PLANNED: _timed(
        lambda: _("%(engineer)s will visit you, %(from)s to %(until)s"),
        lambda: _("%(engineer)s will help you in a remote session, %(from)s to %(until)s"),
        lambda: _("%(engineer)s will help you in a remote session"),
    ),
    Entry.VISIT_CHANGED: _CHANGED_FOR_CUSTOMER,
    Entry.VISIT_HANDED_ON: _CHANGED_FOR_CUSTOMER,
    Entry.VISIT_SET_OUT: _visit(lambda: _("%(engineer)s is on the way to you")),
    Entry.VISIT_ARRIVED: _visit(
        lambda: _("%(engineer)s has arrived"), lambda: _("The remote session with %(engineer)s has begun")
    ),
    Entry.VISIT_DONE: _visit(
        lambda: _("The visit of %(engineer)s is done"),
        lambda: _("The remote session with %(engineer)s has ended"),
    ),
    Entry.VISIT_CANCELLED: _visit(
        lambda: _("The visit was called off"), lambda: _("The remote session was called off")
    ),
    Entry.VISIT_CODE_SENT: _visit(lambda: _("We sent you a code by e-mail to sign off with")),
}
