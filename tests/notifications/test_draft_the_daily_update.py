"""The draft of the daily update says what was and what was not done, in the customer's language (D2.3a)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import Customer, User
from core.actors import Actor
from notifications.daily import draft_update
from sla.services.sweep import sweep
from tests.daily import owe_daily_updates
from tickets.choices import ContactChannel, Department, Direction, Nature
from tickets.models import Ticket
from tickets.services.appointments import make_appointment
from tickets.services.contacts import ContactFacts, log_contact
from tickets.services.conversation import ask_customer, send_solution, write_note
from tickets.services.delivery import record_failure
from tickets.services.diagnosis import record_diagnosis
from tickets.services.registration import ServiceRequest

EVENING = datetime(2026, 11, 24, 9, 45, tzinfo=UTC)  # 17:45 in Shanghai
CALL = ContactFacts(
    channel=ContactChannel.CALL,
    direction=Direction.OUT,
    reached=True,
    two_way=True,
    need_confirmed=False,
    priority_confirmed=False,
)


@pytest.fixture
def ticket(agent: User, request_facts: ServiceRequest, now: datetime) -> Ticket:
    return owe_daily_updates(request_facts, now)


@pytest.fixture
def by(ticket: Ticket) -> dict[str, Any]:
    return {"actor": Actor.user(ticket.owner), "ticket_id": ticket.pk}


@pytest.fixture(autouse=True)
def _evening() -> Iterator[None]:
    with time_machine.travel(EVENING, tick=False):
        yield


def draft(ticket: Ticket, at: datetime = EVENING, language: str = "en") -> str:
    Customer.objects.filter(pk=ticket.customer_id).update(language=language, zone="Asia/Shanghai")
    return draft_update(Ticket.objects.get(pk=ticket.pk), now=at)


def test_a_day_without_anything_says_so_and_names_what_was_missed(ticket: Ticket) -> None:
    assert draft(ticket) == (
        "Nothing new is on record for your request today.\n"
        "\n"
        "What was not done in time:\n"
        "- We promised you “Response within 2 hours”, by 14:20 today. We have not kept this promise.\n"
        "\n"
        "What is still open:\n"
        "- Diagnosis: by 18:00 tomorrow\n"
        "- Solution: by 18:00 on Thursday 26 November\n"
        "\n"
        f"{ticket.owner.name} is responsible for your request."
    )


def test_what_was_done_stands_in_it_with_its_time_and_the_promised_day(
    ticket: Ticket, by: dict[str, Any], now: datetime
) -> None:
    at = now + timedelta(minutes=10)
    log_contact(**by, contact=CALL, now=at)
    record_diagnosis(**by, nature=Nature.HARDWARE, department=Department.TECHNICAL, now=at)
    send_solution(**by, text="A new board.", completes_at=now + timedelta(days=2), now=at)
    text = draft(ticket)
    assert "What was done for your request today:\n- 12:30 " in text
    assert "reached you" in text
    assert "Diagnosed: " in text
    assert "sent the solution: complete by" in text
    assert "We promised that the work will be complete by 12:20 on Thursday 26 November." in text
    assert "Nothing new" not in text


def test_what_colleagues_wrote_among_themselves_is_not_in_it(
    ticket: Ticket, by: dict[str, Any], now: datetime
) -> None:
    write_note(**by, text="The customer is difficult.", now=now)
    assert "difficult" not in draft(ticket)
    assert "Nothing new is on record" in draft(ticket)


def test_what_was_done_on_another_day_is_not_told_again(
    ticket: Ticket, by: dict[str, Any], now: datetime
) -> None:
    log_contact(**by, contact=CALL, now=now)
    assert "reached you" in draft(ticket)
    assert "reached you" not in draft(ticket, EVENING + timedelta(days=1))


def test_what_came_back_undelivered_was_not_told(ticket: Ticket, by: dict[str, Any], now: datetime) -> None:
    send_solution(**by, text="A new board.", completes_at=now + timedelta(days=2), now=now)
    number = ticket.log.get(entry="solution_given").number
    assert "sent the solution" in draft(ticket)
    record_failure(
        actor=Actor.system("notifications"),
        ticket_id=ticket.pk,
        message_id=1,
        kind="solution_dated",
        entry_number=number,
        channel="email",
        reason="smtp_550",
        now=now,
    )
    assert "sent the solution" not in draft(ticket)


def test_a_promised_day_that_has_passed_is_admitted(
    ticket: Ticket, by: dict[str, Any], now: datetime
) -> None:
    send_solution(**by, text="A new board.", completes_at=now + timedelta(hours=2), now=now)
    text = draft(ticket)
    assert text.count("14:20 today") >= 1
    assert "will be complete" not in text
    sweep(now=EVENING)
    assert "will be complete" not in draft(ticket)


def test_an_appointment_and_a_question_are_said(ticket: Ticket, by: dict[str, Any], now: datetime) -> None:
    ask_customer(**by, text="Which colour?", now=now)
    assert "We are waiting for your answer to our question." in draft(ticket)
    make_appointment(
        actor=Actor.customer(ticket.customer_id),
        ticket_id=ticket.pk,
        at=now + timedelta(days=1),
        now=now + timedelta(minutes=1),
    )
    assert "Your appointment: 12:20 tomorrow." in draft(ticket)
    assert "We are waiting" not in draft(ticket)


def test_a_chinese_customer_reads_it_in_chinese(ticket: Ticket, by: dict[str, Any], now: datetime) -> None:
    log_contact(**by, contact=CALL, now=now)
    send_solution(**by, text="A new board.", completes_at=now + timedelta(days=2), now=now)
    text = draft(ticket, language="zh-hans")
    assert "今天为您的服务事项所做的工作:" in text.replace("：", ":")
    assert "负责您的服务事项" in text
    for english in ("today", "promised", "What", "responsible", "complete"):
        assert english not in text
