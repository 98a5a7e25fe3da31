"""Two workers look for absent people at once: each request gets one new owner."""

from datetime import date, datetime

import pytest

from accounts.models import Leave, User
from core.actors import Actor
from tests.races import together
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.services.standing_in import take_over

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.external]


def test_each_request_changes_hands_once(
    request_facts: ServiceRequest, agent: User, colleague: User, now: datetime
) -> None:
    system = Actor.system("portal")
    tickets = [register_ticket(actor=system, request=request_facts, now=now) for _ in range(6)]
    today = date(2026, 11, 24)
    Leave.objects.create(
        person=agent, from_on=today, until_on=today, deputy=colleague, planned_by=agent, planned_at=now
    )
    assert together([lambda: take_over(now=now)] * 3) == ["done"] * 3
    assert set(Ticket.objects.values_list("owner", flat=True)) == {colleague.pk}
    assert LogEntry.objects.filter(entry=Entry.OWNER_NAMED).count() == 2 * len(tickets)
