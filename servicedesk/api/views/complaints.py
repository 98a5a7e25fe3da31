from datetime import datetime
from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from servicedesk.api.permissions import ACTING, Scopes
from servicedesk.api.serializers.actions import ComplaintBody, ComplaintReceipt
from servicedesk.api.views.base import ApiView
from tickets.choices import Channel
from tickets.selectors.tickets import get_ticket
from tickets.services.complaining import complain

CREATED = 201


class ComplaintView(ApiView):
    """A customer complains about how a ticket is handled (A4.2, D3.4)."""

    scopes: ClassVar[Scopes] = ACTING
    request_body = ComplaintBody
    answers = {"POST": (CREATED, ComplaintReceipt)}
    operation = "complaint"

    def post(self, request: Request, number: str) -> Response:
        """Register it as a ticket of its own, which management alone reads; the answer has its number."""
        return self.once(request, lambda now: self.carry_out(request, number, now))

    def carry_out(self, request: Request, number: str, now: datetime) -> Response:
        ticket = get_ticket(actor=self.actor, number=number)
        words = self.content(request.data)
        complaint = complain(actor=self.actor, ticket_id=ticket.pk, channel=Channel.API, now=now, **words)
        return Response(ComplaintReceipt(complaint).data, status=CREATED)
