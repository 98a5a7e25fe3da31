"""Actions on two tickets that are about one matter."""

from collections.abc import Mapping
from typing import Any

from servicedesk.api.serializers.merging import MergeBody, NothingBody
from servicedesk.api.views.action import ActionView
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


class UndoMergeView(ActionView):
    """Separate a merged ticket again, within 24 hours; it goes on as it was."""

    request_body = NothingBody
    operation = "undo_merge"
    service = staticmethod(undo_merge)
