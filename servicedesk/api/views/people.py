"""Who is there, and handing over what somebody has (D3.3)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope, User
from accounts.policies import people
from accounts.selectors.leave import leave_by_person
from accounts.selectors.staff import get_person
from accounts.services.duty import set_duty
from core.errors import NotFound
from servicedesk.api.permissions import ACTING, Scopes
from servicedesk.api.serializers.people import (
    MOST,
    DutyBody,
    HandedOverSerializer,
    PersonHandOverBody,
    PersonSerializer,
)
from servicedesk.api.views.base import ApiView
from tickets.numbers import clean_number
from tickets.selectors.handing_over import open_tickets_of
from tickets.services.handing_over import HandedOver, hand_over_tickets


class PeopleView(ApiView):
    """Everybody who works in the branch of the token, or in the house."""

    scopes: ClassVar[Scopes] = {"GET": (Scope.PEOPLE_DUTY,), "HEAD": (Scope.PEOPLE_DUTY,)}
    answers = {"GET": (200, PersonSerializer)}
    is_many = True
    operation = "people"

    def get(self, _request: Request) -> Response:
        """List people: who is on duty, who is on leave until when."""
        rows = User.objects.filter(is_active=True).select_related("branch").order_by("name", "pk")
        shown = [one for one in rows if people.allows(self.actor, "view_presence", one)]
        return Response(_with_leave(shown, self.now))


class DutyView(ApiView):
    """Somebody goes on or off duty."""

    scopes: ClassVar[Scopes] = {"POST": (Scope.PEOPLE_DUTY,)}
    request_body = DutyBody
    answers = {"POST": (200, PersonSerializer)}
    operation = "duty"

    def post(self, request: Request, person_id: int) -> Response:
        """Say whether somebody is on duty; who is not is named owner of nothing new."""
        return self.once(request, lambda now: self.carry_out(request, person_id, now))

    def carry_out(self, request: Request, person_id: int, now: datetime) -> Response:
        facts = self.content(request.data)
        person = get_person(person_id)
        if person is None or not people.allows(self.actor, "view_presence", person):
            raise NotFound
        changed = set_duty(actor=self.actor, user_id=person_id, **facts)
        return Response(_with_leave([changed], now)[0])


class PersonHandOverView(ApiView):
    """What somebody has open goes to others (A2.3)."""

    scopes: ClassVar[Scopes] = ACTING
    request_body = PersonHandOverBody
    answers = {"POST": (200, HandedOverSerializer)}
    operation = "people-hand-over"

    def post(self, request: Request, person_id: int) -> Response:
        """Hand over; each ticket by itself, so one that is refused stops none of the others."""
        return self.once(request, lambda now: self.carry_out(request, person_id, now))

    def carry_out(self, request: Request, person_id: int, now: datetime) -> Response:
        facts = self.content(request.data)
        person = get_person(person_id)
        if person is None:
            raise NotFound
        rows = open_tickets_of(person, actor=self.actor)
        if "tickets" in facts:
            rows = rows.filter(number__in=[clean_number(number) for number in facts["tickets"]])
        numbers = {ticket.pk: ticket.number for ticket in rows[:MOST]}
        if not numbers:
            raise NotFound
        result = hand_over_tickets(
            actor=self.actor,
            from_id=person_id,
            ticket_ids=numbers,
            to_id=facts["to"],
            note=facts["note"],
            now=now,
        )
        return Response(_became(result, numbers))


def _with_leave(shown: list[User], now: datetime) -> list[dict[str, Any]]:
    away = leave_by_person(shown, now)
    for one in shown:
        one.away_until = away[one.pk].until_on if one.pk in away else None  # type: ignore[attr-defined]
    return list(PersonSerializer(shown, many=True).data)


def _became(result: HandedOver, numbers: Mapping[int, str]) -> Mapping[str, Any]:
    refused = [
        {"number": numbers[pk], "code": error.code, "detail": error.text} for pk, error in result.refused
    ]
    return HandedOverSerializer({"moved": result.moved, "refused": refused}).data
