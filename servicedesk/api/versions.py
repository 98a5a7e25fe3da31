"""Optimistic locking. A ticket's version is the number of its last log entry, a record's that of its change.

`If-Match` refuses (412) whatever was recorded since; `version` (409) only what matters to who acts.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db.models import Q
from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from accounts.services.records import ChangedMeanwhile
from core.actors import Actor
from core.errors import BadInput, Conflict
from tickets.locks import lock_tickets
from tickets.models import Ticket
from tickets.services.meanwhile import NEWS, as_seen, read_version


class VersionPassed(Conflict):
    code = "version_passed"
    status = 412
    message = _("The request was changed since you read it. Read it again, then decide.")


class RecordPassed(VersionPassed):
    message = _("This was changed since you read it. Read it again, then decide.")


class VersionUnreadable(BadInput):
    code = "version_unreadable"
    status = 400
    message = _("`version` is the number that you read as `version`.")


def etag_of(ticket: Ticket) -> str:
    return f'"{ticket.number}.{ticket.last_number}"'


@contextmanager
def as_read(
    request: Request, ticket: Ticket, *, actor: Actor, also: Collection[int] = (), news: Q = NEWS
) -> Iterator[None]:
    """Carry out the block only on the ticket as the caller has read it, if he says so in either way.

    `also`: further tickets that the block locks; `news`: what `version` reckons with. Raises VersionPassed,
    VersionUnreadable, ChangedMeanwhile.
    """
    require_version(request, ticket, also)
    version = version_of(request)
    with as_seen(actor=actor, ticket_id=ticket.pk, version=version, also=also, news=news):
        yield


def require_version(request: Request, ticket: Ticket, also: Collection[int] = ()) -> None:
    """Honour If-Match, if sent: lock the ticket; raise VersionPassed unless it is as the caller knows it.

    Must run inside the transaction of the action, so that nothing comes between check and change. `also`:
    further tickets that the action locks, because they are taken in one order.
    """
    if known := _known(request):
        locked = lock_tickets([ticket.pk, *also])[ticket.pk]
        if etag_of(locked) not in known:
            raise VersionPassed


def _known(request: Request) -> list[str]:
    """The ETags that the caller insists on; none where he sent none, or takes any."""
    known = parse_etags(request.headers.get("If-Match", ""))
    return [] if "*" in known else known


def version_of(request: Request) -> int | None:
    """The log number that the caller has read, if he says so; raises VersionUnreadable."""
    given = request.query_params.get("version")
    if given is None:
        return None
    version = read_version(given)
    if version is None:
        raise VersionUnreadable
    return version


def require_record_version(
    request: Request, *, etag: str, version: int, stale: type[Conflict] = ChangedMeanwhile
) -> None:
    """Honour If-Match and `version` for a record that stands at these; the service asks once more, locked.

    Raises RecordPassed, VersionUnreadable, `stale`.
    """
    known = _known(request)
    if known and etag not in known:
        raise RecordPassed
    if version_of(request) not in {None, version}:
        raise stale
