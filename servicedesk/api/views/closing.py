"""Actions at the end of a matter."""

from servicedesk.api.serializers.actions import ClosingBody, ConfirmationBody, ResolutionBody, WordsBody
from servicedesk.api.views.action import ActionView
from tickets.services import closing


class ResolutionView(ActionView):
    """Tell the customer that it is solved and ask for confirmation; solved is not closed (A2.3)."""

    request_body = ResolutionBody
    operation = "resolution"
    service = staticmethod(closing.resolve_ticket)


class ConfirmationView(ActionView):
    """Record that the customer said it is solved; closes the ticket."""

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
