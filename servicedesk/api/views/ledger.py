"""The ledger of breaches for other systems: read, excused, decided (B4.1)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from servicedesk.api.filters import BreachFilter, StrictFilters
from servicedesk.api.pagination import NewestFirst
from servicedesk.api.permissions import Scopes
from servicedesk.api.serializers.ledger import (
    BreachSerializer,
    DecisionBody,
    ExcuseBody,
    FiringSerializer,
    ProvenBreachSerializer,
)
from servicedesk.api.views.base import ApiView
from servicedesk.api.views.listing import ListView
from sla.models import Breach, Decision
from sla.selectors.ledger import firings_of, get_breach, visible_breaches
from sla.services.ledger import decide_contested, excuse_breach
from tickets.policies import policy
from tickets.selectors.tickets import get_ticket

# An entry shows what the ticket's log says, so the right to read tickets belongs to it.
READING = (Scope.TICKETS_READ, Scope.LEDGER_READ)
LEDGER: Scopes = {"GET": READING, "HEAD": READING}


class BreachesView(ListView[Breach]):
    """The ledger of the tickets that this token may see."""

    scopes: ClassVar[Scopes] = LEDGER
    queryset = Breach.objects.none()  # for the schema; `get_queryset` says what is shown
    serializer_class = BreachSerializer
    answers = {"GET": (200, BreachSerializer)}
    pagination_class = NewestFirst
    filter_backends = (StrictFilters,)
    filterset_class = BreachFilter
    operation = "breaches"

    def get_queryset(self) -> QuerySet[Breach]:
        return visible_breaches(self.actor)

    def get(self, _request: Request) -> Response:
        """List breaches, the one recorded last first, one page at a time."""
        return self.listed()


class BreachView(ApiView):
    """One entry of the ledger."""

    scopes: ClassVar[Scopes] = LEDGER
    answers = {"GET": (200, ProvenBreachSerializer)}
    operation = "breach"

    def get(self, _request: Request, breach: str) -> Response:
        """Read one breach with the log entries that prove it, and with every reason given since."""
        return Response(ProvenBreachSerializer(get_breach(actor=self.actor, number=breach)).data)


class BreachActionView(ApiView):
    """Say something about a breach: one call of `service`; the entry stays, whatever is said."""

    scopes: ClassVar[Scopes] = {"POST": (*READING, Scope.LEDGER_DECIDE)}
    answers = {"POST": (200, ProvenBreachSerializer)}
    service: ClassVar[Callable[..., Breach]]

    def post(self, request: Request, breach: str) -> Response:
        return self.once(request, lambda now: self.carry_out(request, breach, now))

    def carry_out(self, request: Request, number: str, now: datetime) -> Response:
        found = get_breach(actor=self.actor, number=number)
        given = self.arguments(self.content(request.data))
        changed = type(self).service(actor=self.actor, breach_id=found.pk, now=now, **given)
        return Response(ProvenBreachSerializer(changed).data)

    def arguments(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return dict(body)


class ExcuseView(BreachActionView):
    """Excuse a breach with a reason; it stays missed, and the ledger shows both."""

    request_body = ExcuseBody
    operation = "breach_excuse"
    service = staticmethod(excuse_breach)


class DecisionView(BreachActionView):
    """Decide whether what was recorded late had happened in time; once, for a contested breach."""

    request_body = DecisionBody
    operation = "breach_decision"
    service = staticmethod(decide_contested)

    def arguments(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return {**body, "decision": Decision(body["decision"])}


class FiringsView(ApiView):
    """What happened to a ticket's clocks."""

    scopes: ClassVar[Scopes] = {"GET": (Scope.TICKETS_READ,), "HEAD": (Scope.TICKETS_READ,)}
    answers = {"GET": (200, FiringSerializer)}
    is_many = True
    operation = "ticket_firings"

    def get(self, _request: Request, number: str) -> Response:
        """List every warning, due, rung and limit of a ticket's clocks: when it was, when it was noticed."""
        ticket = get_ticket(actor=self.actor, number=number)
        policy.require(self.actor, "view_internal", ticket)
        return Response(FiringSerializer(firings_of(ticket), many=True).data)
