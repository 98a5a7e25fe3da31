"""Optimistic locking: the ticket's version is the number of its last log entry."""

from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from core.errors import Conflict
from tickets.locks import lock_ticket
from tickets.models import Ticket


class VersionPassed(Conflict):
    code = "version_passed"
    status = 412
    message = _("The request was changed since you read it. Read it again, then decide.")


def etag_of(ticket: Ticket) -> str:
    return f'"{ticket.number}.{ticket.last_number}"'


def require_version(request: Request, ticket: Ticket) -> None:
    """Honour If-Match, if sent: lock the ticket; raise VersionPassed unless it is as the caller knows it.

    Must run inside the transaction of the action, so that nothing comes between check and change.
    """
    known = parse_etags(request.headers.get("If-Match", ""))
    if known and "*" not in known and etag_of(lock_ticket(ticket.pk)) not in known:
        raise VersionPassed
