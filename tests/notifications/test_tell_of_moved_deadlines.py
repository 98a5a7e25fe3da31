"""The customer is told when deadlines of his request move: from when to when, and what he agreed to."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from core.actors import Actor
from notifications.mail.compose import compose
from notifications.models import Message
from sla.models import Calendar, CommitmentVersion
from sla.services.consenting import Consent, move_ticket
from sla.services.moving import apply_calendar, move_tickets
from tests.daily import owe_daily_updates
from tests.notifications.conftest import KindsTold, Later
from tests.sla.world import SYSTEM, longer, publish, revise
from tickets.choices import ContactChannel
from tickets.models import Ticket
from tickets.selectors.timeline import timeline
from tickets.services.registration import ServiceRequest
from tickets.wording import sentence


@pytest.fixture
def ticket(letter: CommitmentVersion, ticket: Ticket) -> Ticket:
    """Bound to letter A: contact in two hours, a fix in a day."""
    return ticket


def body(at: Any) -> str:
    return str(compose(Message.objects.get(kind="deadlines_moved"), now=at).body)


def test_earlier_ones_are_told_with_both_times(
    ticket: Ticket, letter: CommitmentVersion, later: Later, to_customer: KindsTold
) -> None:
    version = revise(letter, longer(0.5), now=later(minutes=10))
    move_tickets(actor=SYSTEM, version_id=version.pk, now=later(minutes=20))
    assert to_customer(ticket) == ["registered", "deadlines_moved"]
    mail = body(later(minutes=21))
    assert "working hours or our commitment have changed" in mail
    assert "- Contact: 13:20 today; until now it was 14:20 today." in mail
    (told,) = [e for e in timeline(ticket, audience="customer") if e.entry == "policy_moved"]
    assert "Contact Tue 24 Nov, 05:20 instead of Tue 24 Nov, 06:20" in sentence(told, audience="customer")


def test_later_ones_are_told_as_agreed_and_can_be_contradicted(
    ticket: Ticket, letter: CommitmentVersion, manager: User, later: Later, to_customer: KindsTold
) -> None:
    version = revise(letter, longer(1.5), now=later(minutes=10))
    consent = Consent("Wang Min", later(minutes=15), ContactChannel.CALL, "Take your time.")
    facts: dict[str, Any] = {"ticket_id": ticket.pk, "version_id": version.pk}
    move_ticket(actor=Actor.user(manager), consent=consent, now=later(minutes=20), **facts)
    assert to_customer(ticket) == ["registered", "deadlines_moved"]
    mail = body(later(minutes=21))
    assert "you agreed to other deadlines: 12:35 today. If that is not so, tell" in mail
    assert "- Contact: 15:20 today; until now it was 14:20 today." in mail
    assert "Take your time." in mail
    ticket.customer.language = "zh-hans"
    ticket.customer.save()
    assert "同意调整期限" in body(later(minutes=21))


def test_where_nothing_moves_nobody_is_told(
    ticket: Ticket, letter: CommitmentVersion, later: Later, to_customer: KindsTold
) -> None:
    version = revise(letter, longer(1.5), now=later(minutes=10))
    move_tickets(actor=SYSTEM, version_id=version.pk, now=later(minutes=20))
    assert to_customer(ticket) == ["registered"]


def test_without_e_mail_it_is_a_call_of_the_owner(
    ticket: Ticket, letter: CommitmentVersion, later: Later
) -> None:
    ticket.customer.email, ticket.customer.phone = "", "138 0013 8000"
    ticket.customer.save()
    version = revise(letter, longer(0.5), now=later(minutes=10))
    move_tickets(actor=SYSTEM, version_id=version.pk, now=later(minutes=20))
    assert Message.objects.get(kind="deadlines_moved").channel == "call"


def test_a_holiday_is_named_as_the_reason(agent: User, request_facts: ServiceRequest, now: datetime) -> None:
    owe_daily_updates(request_facts, now)
    calendar = Calendar.objects.get(code="office")
    holiday = publish(calendar, now=now, exceptions={"2026-11-25": []})
    apply_calendar(actor=SYSTEM, version_id=holiday.pk, holiday_reason=True, now=now + timedelta(minutes=5))
    mail = body(now + timedelta(minutes=6))
    assert "Because of statutory holidays these deadlines of your request have moved:" in mail
    assert "until now it was" in mail
