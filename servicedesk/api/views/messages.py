from datetime import datetime
from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from notifications.services.bouncing import note_bounce
from servicedesk.api.permissions import ACTING, Scopes
from servicedesk.api.serializers.actions import BounceBody
from servicedesk.api.serializers.tickets import TicketSerializer
from servicedesk.api.versions import etag_of
from servicedesk.api.views.base import ApiView
from tickets.models import Ticket


class BounceView(ApiView):
    """Note that a message to the customer came back: it was not sent after all."""

    scopes: ClassVar[Scopes] = ACTING
    request_body = BounceBody
    answers = {"POST": (200, TicketSerializer)}
    operation = "bounce"

    def post(self, request: Request, message_id: int) -> Response:
        """Note that a message came back; its number is in the log entry that says it was accepted."""
        return self.once(request, lambda now: self.carry_out(request, message_id, now))

    def carry_out(self, request: Request, message_id: int, now: datetime) -> Response:
        body = self.content(request.data)
        message = note_bounce(actor=self.actor, message_id=message_id, at=now, now=now, **body)
        ticket = Ticket.objects.for_rows().get(pk=message.ticket_id)
        return Response(TicketSerializer(ticket).data, headers={"ETag": etag_of(ticket)})
