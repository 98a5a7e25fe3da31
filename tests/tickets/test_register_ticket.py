"""Registration: one service behind every channel (A3.1)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from django.db import transaction

from accounts.models import Branch, Customer, User
from core.actors import Actor
from core.errors import NotAllowed
from tickets.choices import Channel, Impact, State
from tickets.dispatch import NobodyToOwn
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services import registration
from tickets.services.backdating import InTheFuture, ReasonNeeded, TooLongAgo
from tickets.services.registration import (
    NothingSaid,
    NumbersExhaustedError,
    ServiceRequest,
    register_ticket,
    title_of,
)

SYSTEM = Actor.system("portal")


def entries(ticket: Ticket) -> list[str]:
    return list(ticket.log.order_by("number").values_list("entry", flat=True))


@pytest.mark.parametrize(
    ("impact", "priority"),
    [(Impact.STOPPED, "urgent"), (Impact.DEGRADED, "important"), (Impact.QUESTION, "normal")],
)
def test_the_customers_answer_proposes_the_priority(
    agent: User, request_facts: ServiceRequest, now: datetime, impact: Impact, priority: str
) -> None:
    """A3.2."""
    ticket = register_ticket(actor=SYSTEM, request=replace(request_facts, impact=impact), now=now)
    assert (ticket.priority, ticket.is_priority_confirmed) == (priority, False)
    assert (ticket.complexity, ticket.is_complexity_set) == ("general", False)


def test_a_new_ticket_has_number_owner_and_a_log_from_the_start(ticket: Ticket, agent: User) -> None:
    """A2.3, A3.3d."""
    assert ticket.number.startswith("SR-26-")
    assert ticket.owner == agent
    assert ticket.state == State.REGISTERED
    assert entries(ticket)[0] == Entry.RECEIVED
    assert Entry.OWNER_NAMED in entries(ticket)


def test_two_tickets_have_unlike_numbers(agent: User, request_facts: ServiceRequest, now: datetime) -> None:
    numbers = {register_ticket(actor=SYSTEM, request=request_facts, now=now).number for _ in range(20)}
    assert len(numbers) == 20


def test_a_number_that_is_taken_is_drawn_again(
    ticket: Ticket, request_facts: ServiceRequest, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([ticket.number, ticket.number, "SR-26-FREE000"])
    monkeypatch.setattr(registration, "new_number", lambda _now: next(drawn))
    assert register_ticket(actor=SYSTEM, request=request_facts, now=now).number == "SR-26-FREE000"
    monkeypatch.setattr(registration, "new_number", lambda _now: ticket.number)
    with pytest.raises(NumbersExhaustedError), transaction.atomic():
        register_ticket(actor=SYSTEM, request=request_facts, now=now)


def test_the_least_loaded_agent_on_duty_becomes_owner(
    agent: User, colleague: User, request_facts: ServiceRequest, now: datetime
) -> None:
    """A2.3."""
    User.objects.filter(pk=colleague.pk).update(is_on_duty=True)
    owners = [register_ticket(actor=SYSTEM, request=request_facts, now=now).owner for _ in range(4)]
    assert owners == [agent, colleague, agent, colleague]


def test_closed_tickets_are_no_load(
    agent: User, colleague: User, request_facts: ServiceRequest, now: datetime
) -> None:
    User.objects.filter(pk=colleague.pk).update(is_on_duty=True)
    first = register_ticket(actor=SYSTEM, request=request_facts, now=now)
    Ticket.objects.filter(pk=first.pk).update(state=State.CLOSED, closed_at=now)
    assert register_ticket(actor=SYSTEM, request=request_facts, now=now).owner == agent


def test_with_nobody_on_duty_the_lead_holds_it(
    lead: User, colleague: User, request_facts: ServiceRequest, now: datetime
) -> None:
    """Semantics, section 5."""
    ticket = register_ticket(actor=SYSTEM, request=request_facts, now=now)
    assert ticket.owner == lead
    assert ticket.log.get(entry=Entry.OWNER_NAMED).payload["rule"] == "lead_holds"


def test_with_nobody_at_all_it_is_refused_and_nothing_is_left(
    branch: Branch, request_facts: ServiceRequest, now: datetime
) -> None:
    User.objects.update(is_active=False)
    Branch.objects.update(lead=None)
    with pytest.raises(NobodyToOwn):
        register_ticket(actor=SYSTEM, request=request_facts, now=now)
    assert not Ticket.objects.exists()
    assert not Customer.objects.exists()


def test_without_a_word_about_the_problem_it_is_refused(
    agent: User, request_facts: ServiceRequest, now: datetime
) -> None:
    with pytest.raises(NothingSaid):
        register_ticket(actor=SYSTEM, request=replace(request_facts, problem="  \n "), now=now)
    assert not Ticket.objects.exists()


def test_the_same_person_twice_is_one_customer_and_another_name_is_not(
    agent: User, request_facts: ServiceRequest, now: datetime
) -> None:
    first = register_ticket(actor=SYSTEM, request=request_facts, now=now)
    again = register_ticket(actor=SYSTEM, request=request_facts, now=now)
    other = replace(request_facts, customer=replace(request_facts.customer, name="Somebody Else"))
    stranger = register_ticket(actor=SYSTEM, request=other, now=now)
    assert first.customer == again.customer
    assert stranger.customer != first.customer


def test_a_caller_may_have_asked_earlier_today_when_a_reason_is_given(
    agent: User, request_facts: ServiceRequest, now: datetime, later: Callable[..., datetime]
) -> None:
    """Semantics, section 3: `received` is when the customer asked, not when someone typed it in."""
    asked = later(minutes=-50)
    call = replace(request_facts, channel=Channel.PHONE, received_at=asked)
    with pytest.raises(ReasonNeeded):
        register_ticket(actor=Actor.user(agent), request=call, now=now)
    call = replace(call, backdating_reason="The line was down")
    ticket = register_ticket(actor=Actor.user(agent), request=call, now=now)
    assert (ticket.received_at, ticket.registered_at) == (asked, now)
    received = ticket.log.get(entry=Entry.RECEIVED)
    assert (received.happened_at, received.recorded_at) == (asked, now)
    assert received.actor_id == agent.pk
    assert ticket.log.get(entry=Entry.NOTED).words == "The line was down"


def test_before_yesterday_needs_a_manager(
    agent: User, manager: User, request_facts: ServiceRequest, now: datetime, later: Callable[..., datetime]
) -> None:
    call = replace(
        request_facts, channel=Channel.PHONE, received_at=later(days=-3), backdating_reason="Found a note"
    )
    with pytest.raises(TooLongAgo):
        register_ticket(actor=Actor.user(agent), request=call, now=now)
    assert register_ticket(actor=Actor.user(manager), request=call, now=now).received_at == later(days=-3)


def test_nothing_is_received_in_the_future(
    agent: User, request_facts: ServiceRequest, now: datetime, later: Callable[..., datetime]
) -> None:
    call = replace(request_facts, received_at=later(minutes=1), backdating_reason="Typing ahead")
    with pytest.raises(InTheFuture):
        register_ticket(actor=Actor.user(agent), request=call, now=now)


def test_a_token_without_the_right_scope_registers_nothing(
    agent: User, request_facts: ServiceRequest, integration: tuple[Actor, str], now: datetime
) -> None:
    reader = replace(integration[0], scopes=frozenset({"tickets:read"}))
    with pytest.raises(NotAllowed):
        register_ticket(actor=reader, request=request_facts, now=now)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("problem", "title"),
    [
        ("Heating stops with error E4. No heating since.", "Heating stops with error E4"),
        ("空调不制热。显示E4", "空调不制热"),
        ("One line\nand more", "One line"),
        ("How often? The manual names two figures.", "How often?"),
        ("Version 2.1 fails", "Version 2.1 fails"),
        ("x" * 200, "x" * 79 + "…"),
    ],
)
def test_the_title_is_the_first_sentence(problem: str, title: str) -> None:
    assert title_of(problem) == title
