from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from servicedesk.api.permissions import READING, Scopes
from servicedesk.api.serializers.clocks import ClockSerializer, StepSerializer
from servicedesk.api.views.base import ApiView
from sla.selectors.access import get_clock
from sla.selectors.explain import explain
from sla.selectors.promises import promises_of
from tickets.selectors.tickets import get_ticket


class ClocksView(ApiView):
    """The promises of a ticket."""

    scopes: ClassVar[Scopes] = READING
    answers = {"GET": (200, ClockSerializer)}
    is_many = True
    operation = "ticket_clocks"

    def get(self, _request: Request, number: str) -> Response:
        """Read every promise of a ticket with its deadline and state: the next deadline first."""
        ticket = get_ticket(actor=self.actor, number=number)
        promises = promises_of([ticket], now=self.now)
        return Response(ClockSerializer(promises.get(ticket.pk, []), many=True).data)


class ExplanationView(ApiView):
    """How a deadline came about."""

    scopes: ClassVar[Scopes] = READING
    answers = {"GET": (200, StepSerializer)}
    is_many = True
    operation = "clock_explanation"

    def get(self, _request: Request, clock_id: int) -> Response:
        """Read a deadline as steps: start, each stretch counted or skipped, what is left, the deadline."""
        clock = get_clock(actor=self.actor, clock_id=clock_id)
        return Response(StepSerializer(explain(clock.pk, now=self.now), many=True).data)
