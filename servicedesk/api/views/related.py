"""Links to other tickets, and watchers."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from servicedesk.api.permissions import READING, Scopes
from servicedesk.api.serializers.merging import (
    LinkBody,
    LinkRemovalBody,
    RelatedSerializer,
    WatcherBody,
)
from servicedesk.api.views.action import ActionView
from servicedesk.api.views.base import ApiView
from tickets.models import Ticket
from tickets.selectors.related import ends_of, get_other, links_of, watchers_of
from tickets.selectors.tickets import get_ticket
from tickets.services.linking import link_tickets, unlink_tickets
from tickets.services.watching import unwatch_ticket, watch_ticket


class RelatedView(ApiView):
    """What the ticket has to do with others, and who watches it."""

    scopes: ClassVar[Scopes] = READING
    answers = {"GET": (200, RelatedSerializer)}
    operation = "related"

    def get(self, _request: Request, number: str) -> Response:
        ticket = get_ticket(actor=self.actor, number=number)
        found = {"links": links_of(ticket, actor=self.actor), "watchers": watchers_of(ticket)}
        return Response(RelatedSerializer(found).data)


class LinkView(ActionView):
    """Say that the ticket is a repeat of, caused by, or blocks another one."""

    request_body = LinkBody
    operation = "link"
    service = staticmethod(link_tickets)

    def arguments(self, body: Mapping[str, Any]) -> dict[str, Any]:
        other = get_other(actor=self.actor, number=body["to"], field="to")
        return {"kind": body["kind"], "other_id": other.pk}

    def others(self, _ticket: Ticket, arguments: Mapping[str, Any]) -> Collection[int]:
        return (arguments["other_id"],)


class LinkRemovalView(ActionView):
    """Remove a link, from either of its two tickets."""

    request_body = LinkRemovalBody
    operation = "link_removal"
    service = staticmethod(unlink_tickets)

    def others(self, ticket: Ticket, arguments: Mapping[str, Any]) -> Collection[int]:
        return ends_of(arguments["link_id"], of=ticket)


class WatcherView(ActionView):
    """Let a member of staff who may see the ticket watch it."""

    request_body = WatcherBody
    operation = "watcher"
    service = staticmethod(watch_ticket)


class WatcherRemovalView(ActionView):
    """Let a member of staff watch the ticket no longer."""

    request_body = WatcherBody
    operation = "watcher_removal"
    service = staticmethod(unwatch_ticket)
