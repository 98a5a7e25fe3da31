"""Actions on two tickets that are about one matter."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import BadInput
from servicedesk.api.serializers.merging import MergeBody, NothingBody
from servicedesk.api.views.action import ActionView
from tickets.locks import NoSuchTicket
from tickets.selectors.tickets import get_ticket
from tickets.services.merging import merge_tickets
from tickets.services.unmerging import undo_merge


class NoSuchSurvivor(BadInput):
    code = "no_such_survivor"
    message = _("There is no request with this number, or you may not see it.")


class MergeView(ActionView):
    """Follow this ticket under another one of the same customer, which keeps the earlier receipt."""

    request_body = MergeBody
    operation = "merge"
    service = staticmethod(merge_tickets)

    def arguments(self, body: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return {"into_id": get_ticket(actor=self.actor, number=body["into"]).pk}
        except NoSuchTicket as error:
            raise NoSuchSurvivor(fields={"into": [str(NoSuchSurvivor.message)]}) from error


class UndoMergeView(ActionView):
    """Separate a merged ticket again, within 24 hours; it goes on as it was."""

    request_body = NothingBody
    operation = "undo_merge"
    service = staticmethod(undo_merge)
