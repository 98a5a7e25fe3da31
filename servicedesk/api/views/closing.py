"""Actions at the end of a matter."""

from collections.abc import Mapping
from typing import Any

from servicedesk.api.serializers.actions import (
    ClosingBody,
    ConfirmationBody,
    ResolutionBody,
    SummaryBody,
    WordsBody,
)
from servicedesk.api.views.action import ActionView
from tickets.services import closing, unserved
from tickets.summaries import LABELS, ClosingSummary


class WithSummary(ActionView):
    """An action whose content has the three lines of a closing summary."""

    def arguments(self, body: Mapping[str, Any]) -> dict[str, Any]:
        others = {name: value for name, value in body.items() if name not in LABELS}
        return others | {"summary": ClosingSummary(**{name: body[name] for name in LABELS})}


class SummaryView(WithSummary):
    """File the closing summary of a ticket whose customer confirmed first; closes it (D2.3c)."""

    request_body = SummaryBody
    operation = "summary"
    service = staticmethod(closing.file_summary)


class ResolutionView(WithSummary):
    """Tell the customer that it is solved, with the closing summary, and ask for confirmation.

    Solved is not closed (A2.3).
    """

    request_body = ResolutionBody
    operation = "resolution"
    service = staticmethod(closing.resolve_ticket)


class ConfirmationView(ActionView):
    """Record that the customer said it is solved; closes the ticket, or lets it wait for its summary only."""

    request_body = ConfirmationBody
    operation = "confirmation"
    service = staticmethod(closing.confirm_solved)


class ObjectionView(ActionView):
    """Record that the customer said it is not solved; opens the ticket again."""

    request_body = WordsBody
    operation = "objection"
    service = staticmethod(closing.say_not_solved)


class ReopeningView(ActionView):
    """Open a solved or closed ticket again, with the reason; promises start a new cycle."""

    request_body = WordsBody
    operation = "reopening"
    service = staticmethod(closing.reopen_ticket)


class ClosingView(ActionView):
    """Close a solved ticket whose customer did not answer in time, after an attempt to reach him."""

    request_body = ClosingBody
    operation = "closing"
    service = staticmethod(closing.close_by_timeout)


class WithdrawalView(ActionView):
    """Record that the customer needs nothing any more; closes the ticket."""

    request_body = WordsBody
    operation = "withdrawal"
    service = staticmethod(unserved.withdraw_ticket)


class DismissalView(ActionView):
    """Close what is no service request, with the reason."""

    request_body = WordsBody
    operation = "dismissal"
    service = staticmethod(unserved.dismiss_ticket)
