"""Visits and remote sessions of a ticket (B3.3). A customer signs on the engineer's phone, not here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from notifications.selectors import visits_to_tell
from servicedesk.api.permissions import ACTING, READING, Scopes
from servicedesk.api.serializers import visits as content
from servicedesk.api.versions import as_read, etag_of
from servicedesk.api.views.base import ApiView
from servicedesk.api.views.parts import PartActionView
from tickets.choices import GivenBy, SignOff
from tickets.models import Ticket, Visit
from tickets.selectors.tickets import get_ticket
from tickets.selectors.visits import visits_of, with_parts
from tickets.services import sign_off, visit_parts, visit_work, visits
from tickets.services.visit_sent import Sent


def answer_of(visit: Visit, code: int = status.HTTP_200_OK) -> Response:
    """The visit as it is now; the ETag is the ticket's."""
    (shown,) = _shown(visit.ticket, [visit])
    return Response(shown, status=code, headers={"ETag": etag_of(visit.ticket)})


def _shown(ticket: Ticket, found: list[Visit]) -> list[dict[str, Any]]:
    """Visits of the ticket as they are answered."""
    to_tell = visits_to_tell(ticket.messages.calls_due())
    return list(content.VisitSerializer(with_parts(found), many=True, context={"to_tell": to_tell}).data)


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
        return Response(_shown(ticket, visits_of(ticket)))

    def post(self, request: Request, number: str) -> Response:
        """Plan a visit or remote session; its window becomes the appointment of the ticket."""
        return self.once(request, lambda now: self.plan(request, number, now))

    def plan(self, request: Request, number: str, now: datetime) -> Response:
        ticket = get_ticket(actor=self.actor, number=number)
        wish = visits.VisitWish(**self.content(request.data))
        with as_read(request, ticket, actor=self.actor):
            visit = visits.plan_visit(actor=self.actor, ticket_id=ticket.pk, wish=wish, now=now)
        return answer_of(visit, status.HTTP_201_CREATED)


class VisitActionView(PartActionView):
    """One step on a visit: one call of one service, which answers with the visit as it is then."""

    answers = {"POST": (200, content.VisitSerializer)}

    def post(self, request: Request, number: str, visit: int) -> Response:
        return self.act(request, number, visit)

    def answer(self, changed: Visit, now: datetime) -> Response:  # noqa: ARG002 - others show time left
        return answer_of(changed)


class VisitStepView(VisitActionView):
    """A step that may be told later than it was taken."""

    request_body = content.StepBody

    def arguments(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return {"sent": Sent(happened_at=body["happened_at"], given_by=GivenBy.API)}


class VisitAcceptanceView(VisitStepView):
    """Accept a visit for its engineer."""

    operation = "visit_acceptance"
    service = staticmethod(visit_work.accept_visit)


class SettingOutView(VisitStepView):
    """The engineer is on the way; the customer sees it."""

    operation = "visit_setting_out"
    service = staticmethod(visit_work.set_out)


class ArrivalView(VisitStepView):
    """The engineer has arrived, or the session has begun."""

    operation = "visit_arrival"
    service = staticmethod(visit_work.arrive)


class DepartureView(VisitStepView):
    """Report what was found, done and used, and end the visit or session."""

    request_body = content.ReportBody
    operation = "visit_departure"
    service = staticmethod(visit_work.leave_visit)

    def arguments(self, body: Mapping[str, Any]) -> dict[str, Any]:
        reason = body["no_sign_off"]
        report = visit_work.VisitReport(body["cause"], body["measures"], _parts(body))
        signed = sign_off.Signed(SignOff.ABSENT if reason else "", reason=reason)
        return super().arguments(body) | {"report": report, "signed": signed}


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
