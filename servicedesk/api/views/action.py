from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Q
from rest_framework.request import Request
from rest_framework.response import Response

from servicedesk.api.permissions import ACTING, Scopes
from servicedesk.api.serializers.tickets import TicketSerializer
from servicedesk.api.versions import as_read, etag_of
from servicedesk.api.views.base import ApiView
from tickets.models import Ticket
from tickets.selectors.tickets import get_ticket
from tickets.services.meanwhile import NEWS


class ActionView(ApiView):
    """One action on a ticket: check the content, call one service, answer with the ticket as it is then.

    `service` takes `actor`, `ticket_id`, `now` and what `arguments` makes of the checked content.
    """

    scopes: ClassVar[Scopes] = ACTING
    answers = {"POST": (200, TicketSerializer)}
    service: ClassVar[Callable[..., Ticket]]

    def post(self, request: Request, number: str) -> Response:
        return self.once(request, lambda now: self.carry_out(request, number, now))

    def carry_out(self, request: Request, number: str, now: datetime) -> Response:
        ticket = get_ticket(actor=self.actor, number=number)
        arguments = self.arguments(self.content(request.data))
        also, news = self.others(ticket, arguments), self.news(arguments)
        with as_read(request, ticket, actor=self.actor, also=also, news=news):
            changed = type(self).service(actor=self.actor, ticket_id=ticket.pk, now=now, **arguments)
        return Response(TicketSerializer(changed).data, headers={"ETag": etag_of(changed)})

    def arguments(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return dict(body)

    def news(self, _arguments: Mapping[str, Any]) -> Q:
        """What makes an old view of the ticket the wrong one to act on."""
        return NEWS

    def others(self, _ticket: Ticket, _arguments: Mapping[str, Any]) -> Collection[int]:
        """Ids of the further tickets that the service locks."""
        return ()
