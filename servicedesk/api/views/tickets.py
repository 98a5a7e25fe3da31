from datetime import datetime
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from servicedesk.api.filters import StrictFilters, TicketFilter
from servicedesk.api.pagination import NewestFirst
from servicedesk.api.permissions import READING, REGISTERING, Scopes
from servicedesk.api.registration import service_request
from servicedesk.api.serializers.registration import RegistrationBody
from servicedesk.api.serializers.tickets import RegisteredTicketSerializer, TicketSerializer
from servicedesk.api.versions import etag_of
from servicedesk.api.views.base import ApiView
from servicedesk.api.views.listing import ListView
from tickets.models import Ticket
from tickets.selectors.duplicates import duplicates_of
from tickets.selectors.tickets import get_ticket, visible_tickets
from tickets.services.registration import register_ticket


class TicketsView(ListView[Ticket]):
    """Tickets that this token may see, and the way to register one."""

    scopes: ClassVar[Scopes] = {**READING, **REGISTERING}
    queryset = Ticket.objects.none()  # for the schema; `get_queryset` says what is shown
    serializer_class = TicketSerializer
    request_body = RegistrationBody
    answers = {"GET": (200, TicketSerializer), "POST": (201, RegisteredTicketSerializer)}
    pagination_class = NewestFirst
    filter_backends = (StrictFilters,)
    filterset_class = TicketFilter
    operation = "tickets"

    def get_queryset(self) -> QuerySet[Ticket]:
        return visible_tickets(self.actor).for_rows().with_purchase().select_related("merged_into")

    def get(self, _request: Request) -> Response:
        """List tickets, newest first, one page at a time."""
        return self.listed()

    def post(self, request: Request) -> Response:
        """Register a service request: owner named, promises bound, clocks started, customer told, at once."""
        return self.once(request, lambda now: self.register(request, now))

    def register(self, request: Request, now: datetime) -> Response:
        wanted = service_request(self.content(request.data), self.actor)
        ticket = register_ticket(actor=self.actor, request=wanted, now=now)
        headers = {"Location": reverse("api:ticket", args=[ticket.number]), "ETag": etag_of(ticket)}
        shown = RegisteredTicketSerializer(ticket, context={"actor": self.actor})
        return Response(shown.data, status=status.HTTP_201_CREATED, headers=headers)


class DuplicatesView(ApiView):
    """The customer's requests that are likely about the same matter (A3.1)."""

    scopes: ClassVar[Scopes] = READING
    answers = {"GET": (200, TicketSerializer)}
    is_many = True
    operation = "likely_duplicates"

    def get(self, _request: Request, number: str) -> Response:
        """List up to five within thirty days, the likeliest first."""
        ticket = get_ticket(actor=self.actor, number=number)
        return Response(TicketSerializer(duplicates_of(ticket, actor=self.actor), many=True).data)


class TicketView(ApiView):
    """One ticket."""

    scopes: ClassVar[Scopes] = READING
    answers = {"GET": (200, TicketSerializer)}
    operation = "ticket"

    def get(self, _request: Request, number: str) -> Response:
        """Read one ticket. Its ETag changes with every log entry; send it as If-Match with an action."""
        ticket = get_ticket(actor=self.actor, number=number)
        return Response(TicketSerializer(ticket).data, headers={"ETag": etag_of(ticket)})
