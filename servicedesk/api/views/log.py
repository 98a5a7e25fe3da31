from typing import ClassVar

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from servicedesk.api.filters import LogFilter, StrictFilters
from servicedesk.api.pagination import InOrder
from servicedesk.api.permissions import READING, Scopes
from servicedesk.api.serializers.log import ErasureBody, ExportSerializer, LogEntrySerializer
from servicedesk.api.views.action import ActionView
from servicedesk.api.views.base import ApiView
from servicedesk.api.views.listing import ListView
from tickets.exporting import document_of
from tickets.models import LogEntry
from tickets.policies import policy
from tickets.selectors.tickets import get_ticket
from tickets.selectors.timeline import Audience, entries_for, timeline
from tickets.services.erasure import erase


class LogView(ListView[LogEntry]):
    """The service log of a ticket (A3.3d)."""

    scopes: ClassVar[Scopes] = READING
    queryset = LogEntry.objects.none()  # for the schema; `get_queryset` says what is shown
    serializer_class = LogEntrySerializer
    answers = {"GET": (200, LogEntrySerializer)}
    pagination_class = InOrder
    filter_backends = (StrictFilters,)
    filterset_class = LogFilter
    operation = "ticket_log"

    def get(self, _request: Request, **_path: str) -> Response:
        """Read the service log in its order; `after` gives only what is newer than an entry you know."""
        return self.listed()

    def get_queryset(self) -> QuerySet[LogEntry]:
        ticket = get_ticket(actor=self.actor, number=self.kwargs["number"])
        audience: Audience = "staff" if policy.allows(self.actor, "view_internal", ticket) else "customer"
        return entries_for(ticket.pk, audience).prefetch_related("attachments")


class LogExportView(ApiView):
    """The service log of a ticket as one document, with numbers, hashes and the chain's last hash."""

    scopes: ClassVar[Scopes] = READING
    answers = {"GET": (200, ExportSerializer)}
    operation = "ticket_log_export"

    def get(self, _request: Request, number: str) -> Response:
        ticket = get_ticket(actor=self.actor, number=number)
        policy.require(self.actor, "view_internal", ticket)
        return Response(document_of(ticket, timeline(ticket, audience="staff"), now=self.now))


class ErasureView(ActionView):
    """Erase what a person wrote in some entries, or sent along, for good; the log's chain stays whole."""

    scopes: ClassVar[Scopes] = {"POST": (Scope.TICKETS_READ, Scope.TICKETS_ERASE)}
    request_body = ErasureBody
    operation = "erasure"
    service = staticmethod(erase)
