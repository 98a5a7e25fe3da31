"""Optimistic locking: the ticket's version is the number of its last log entry.

`If-Match` refuses (412) whatever was recorded since; `version` (409) only what matters to who acts.
"""

from collections.abc import Collection

from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from core.errors import BadInput, Conflict
from tickets.locks import lock_tickets
from tickets.models import Ticket

MOST_DIGITS = 9


class VersionPassed(Conflict):
    code = "version_passed"
    status = 412
    message = _("The request was changed since you read it. Read it again, then decide.")


class VersionUnreadable(BadInput):
    code = "version_unreadable"
    status = 400
    message = _("`version` is the number of the last log entry you have read.")


def etag_of(ticket: Ticket) -> str:
    return f'"{ticket.number}.{ticket.last_number}"'


def require_version(request: Request, ticket: Ticket, also: Collection[int] = ()) -> None:
    """Honour If-Match, if sent: lock the ticket; raise VersionPassed unless it is as the caller knows it.

    Must run inside the transaction of the action, so that nothing comes between check and change. `also`:
    further tickets that the action locks, because they are taken in one order.
    """
    known = parse_etags(request.headers.get("If-Match", ""))
    if known and "*" not in known:
        locked = lock_tickets([ticket.pk, *also])[ticket.pk]
        if etag_of(locked) not in known:
            raise VersionPassed


def version_of(request: Request) -> int | None:
    """The log number that the caller has read, if he says so; raises VersionUnreadable."""
    given = request.query_params.get("version")
    if given is None:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) <= MOST_DIGITS):
        raise VersionUnreadable
    return int(given)
