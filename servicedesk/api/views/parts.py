from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Q
from rest_framework.request import Request
from rest_framework.response import Response

from servicedesk.api.permissions import ACTING, Scopes
from servicedesk.api.versions import as_read
from servicedesk.api.views.base import ApiView
from tickets.selectors.tickets import get_ticket
from tickets.services.meanwhile import NEWS


class PartActionView(ApiView):
    """One step on a numbered part of a ticket, a task or a visit: one call of one service.

    `service` takes `actor`, `ticket_id`, `number`, `now` and what `arguments` makes of the checked content;
    `answer` shows the part as it is then.
    """

    scopes: ClassVar[Scopes] = ACTING
    service: ClassVar[Callable[..., Any]]

    def act(self, request: Request, number: str, part: int) -> Response:
        return self.once(request, lambda now: self.carry_out(request, number, part, now))

    def carry_out(self, request: Request, number: str, part: int, now: datetime) -> Response:
        ticket = get_ticket(actor=self.actor, number=number)
        given = self.arguments(self.content(request.data))
        with as_read(request, ticket, actor=self.actor, news=self.news(part)):
            changed = type(self).service(actor=self.actor, ticket_id=ticket.pk, number=part, now=now, **given)
        return self.answer(changed, now)

    def arguments(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return dict(body)

    def news(self, _part: int) -> Q:
        """What makes an old view of it the wrong one to act on."""
        return NEWS

    def answer(self, changed: Any, now: datetime) -> Response:
        raise NotImplementedError
