"""Visits and remote sessions of a ticket (B3.3). A customer signs on the engineer's phone, not here."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from servicedesk.api.idempotency import answer_once
from servicedesk.api.permissions import ACTING, READING, Scopes
from servicedesk.api.serializers import visits as content
from servicedesk.api.serializers.merging import NothingBody
from servicedesk.api.versions import as_read, etag_of
from servicedesk.api.views.base import ApiView
from tickets.choices import SignOff
from tickets.models import Visit
from tickets.selectors.tickets import get_ticket
from tickets.selectors.visits import visits_of, with_parts
from tickets.services import sign_off, visit_parts, visit_work, visits


def answer_of(visit: Visit, code: int = status.HTTP_200_OK) -> Response:
    """The visit as it is now; the ETag is the ticket's."""
    (line,) = with_parts([visit])
    return Response(content.VisitSerializer(line).data, status=code, headers={"ETag": etag_of(visit.ticket)})


class VisitsView(ApiView):
    """The visits of a ticket, and the way to plan one."""

    scopes: ClassVar[Scopes] = {**READING, **ACTING}
    request_body = content.VisitBody
    answers = {"GET": (200, content.VisitSerializer), "POST": (201, content.VisitSerializer)}
    is_many = True
    operation = "ticket_visits"

    def get(self, _request: Request, number: str) -> Response:
        """Read the visits and remote sessions of a ticket: the open ones first."""
        ticket = get_ticket(actor=self.actor, number=number)
        return Response(content.VisitSerializer(with_parts(visits_of(ticket)), many=True).data)

    def post(self, request: Request, number: str) -> Response:
        """Plan a visit or remote session; its window becomes the appointment of the ticket."""
        now = self.now
        return answer_once(request, lambda: self.plan(request, number, now), now=now)

    def plan(self, request: Request, number: str, now: datetime) -> Response:
        ticket = get_ticket(actor=self.actor, number=number)
        wish = visits.VisitWish(**self.content(request.data))
        with as_read(request, ticket, actor=self.actor):
            visit = visits.plan_visit(actor=self.actor, ticket_id=ticket.pk, wish=wish, now=now)
        return answer_of(visit, status.HTTP_201_CREATED)


class VisitActionView(ApiView):
    """One step on a visit: one call of one service, which answers with the visit as it is then."""

    scopes: ClassVar[Scopes] = ACTING
    answers = {"POST": (200, content.VisitSerializer)}
    service: ClassVar[Callable[..., Visit]]

    def post(self, request: Request, number: str, visit: int) -> Response:
        now = self.now
        return answer_once(request, lambda: self.carry_out(request, number, visit, now), now=now)

    def carry_out(self, request: Request, number: str, visit: int, now: datetime) -> Response:
        ticket = get_ticket(actor=self.actor, number=number)
        given = self.arguments(self.content(request.data))
        step = type(self).service
        with as_read(request, ticket, actor=self.actor):
            changed = step(actor=self.actor, ticket_id=ticket.pk, number=visit, now=now, **given)
        return answer_of(changed)

    def arguments(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return dict(body)


class VisitAcceptanceView(VisitActionView):
    """Accept a visit for its engineer."""

    request_body = NothingBody
    operation = "visit_acceptance"
    service = staticmethod(visit_work.accept_visit)


class SettingOutView(VisitActionView):
    """The engineer is on the way; the customer sees it."""

    request_body = NothingBody
    operation = "visit_setting_out"
    service = staticmethod(visit_work.set_out)


class ArrivalView(VisitActionView):
    """The engineer has arrived, or the session has begun."""

    request_body = NothingBody
    operation = "visit_arrival"
    service = staticmethod(visit_work.arrive)


class DepartureView(VisitActionView):
    """Report what was found, done and used, and end the visit or session."""

    request_body = content.ReportBody
    operation = "visit_departure"
    service = staticmethod(visit_work.leave_visit)

    def arguments(self, body: Mapping[str, Any]) -> dict[str, Any]:
        reason = body["no_sign_off"]
        report = visit_work.VisitReport(body["cause"], body["measures"], _parts(body))
        return {"report": report, "signed": sign_off.Signed(SignOff.ABSENT if reason else "", reason=reason)}


class PartsOrderView(VisitActionView):
    """Order parts for a visit."""

    request_body = content.PartsBody
    operation = "visit_parts_order"
    service = staticmethod(visit_parts.order_parts)

    def arguments(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return {"parts": _parts(body)}


class PartReceiptView(VisitActionView):
    """An ordered part has come in."""

    request_body = content.ReceiptBody
    operation = "visit_part_receipt"
    service = staticmethod(visit_parts.receive_part)


class VisitChangeView(VisitActionView):
    """Change time, person or place; the engineer has to accept it anew."""

    request_body = content.VisitBody
    operation = "visit_change"
    service = staticmethod(visits.change_visit)

    def arguments(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return {"wish": visits.VisitWish(**body)}


class VisitCancellationView(VisitActionView):
    """Call a visit off, with the reason, which the customer reads; its appointment ends with it."""

    request_body = content.VisitReasonBody
    operation = "visit_cancellation"
    service = staticmethod(visits.cancel_visit)


def _parts(body: Mapping[str, Any]) -> list[visit_parts.Part]:
    return [visit_parts.Part(**part) for part in body["parts"]]
