from typing import ClassVar

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from servicedesk.api.filters import LogFilter, StrictFilters
from servicedesk.api.pagination import InOrder
from servicedesk.api.permissions import READING, Scopes
from servicedesk.api.serializers.log import LogEntrySerializer
from servicedesk.api.views.listing import ListView
from tickets.models import LogEntry
from tickets.policies import policy
from tickets.selectors.tickets import get_ticket
from tickets.selectors.timeline import Audience, entries_for


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
        return entries_for(ticket, audience).select_related("text").prefetch_related("attachments")
