"""Actions on two tickets that are about one matter."""

from collections.abc import Collection, Mapping
from typing import Any

from servicedesk.api.serializers.merging import MergeBody, NothingBody
from servicedesk.api.views.action import ActionView
from tickets.models import Ticket
from tickets.selectors.related import get_other
from tickets.services.merging import merge_tickets
from tickets.services.unmerging import undo_merge


class MergeView(ActionView):
    """Follow this ticket under another one of the same customer, which keeps the earlier receipt."""

    request_body = MergeBody
    operation = "merge"
    service = staticmethod(merge_tickets)

    def arguments(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return {"into_id": get_other(actor=self.actor, number=body["into"], field="into").pk}

    def others(self, _ticket: Ticket, arguments: Mapping[str, Any]) -> Collection[int]:
        return (arguments["into_id"],)


class UndoMergeView(ActionView):
    """Separate a merged ticket again, within 24 hours; it goes on as it was."""

    request_body = NothingBody
    operation = "undo_merge"
    service = staticmethod(undo_merge)

    def others(self, ticket: Ticket, _arguments: Mapping[str, Any]) -> Collection[int]:
        return () if ticket.merged_into_id is None else (ticket.merged_into_id,)
