from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import Branch, User
from core.actors import Actor
from tickets.choices import Impact
from tickets.models import Ticket
from tickets.services.assignment import assign_ticket
from tickets.services.registration import ServiceRequest, register_ticket

TICKETS = "/api/v1/tickets/"
# the token, the note of its use, the tickets with customer, owner and branch
PER_LIST = 3
SYSTEM = Actor.system("portal")
Register = Callable[..., Ticket]


@pytest.fixture
def register(request_facts: ServiceRequest, agent: User, now: datetime) -> Register:
    """Register one more ticket, changed as named."""

    def one_more(*, at: datetime = now, **facts: Any) -> Ticket:
        return register_ticket(actor=SYSTEM, request=replace(request_facts, **facts), now=at)

    return one_more


def numbers(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["number"] for row in answer.json()["results"]]


def test_gives_the_newest_first(api: Any, register: Register) -> None:
    tickets = [register() for _ in range(3)]
    assert numbers(api.get(TICKETS)) == [ticket.number for ticket in reversed(tickets)]


def test_page_by_page_neither_repeats_nor_skips_while_others_come_in(api: Any, register: Register) -> None:
    tickets = [register().number for _ in range(5)]
    page = api.get(TICKETS, {"limit": 2})
    found = numbers(page)
    while page.json()["next"]:
        register()
        page = api.get(page.json()["next"])
        found += numbers(page)
    assert found == tickets[::-1]


def test_costs_the_same_number_of_queries_for_any_number_of_rows(
    api: Any, register: Register, django_assert_num_queries: Any
) -> None:
    register()
    api.get(TICKETS)
    with django_assert_num_queries(PER_LIST):
        api.get(TICKETS)
    for _ in range(4):
        register(impact=Impact.QUESTION)
    with django_assert_num_queries(PER_LIST):
        api.get(TICKETS)


def test_of_another_branch_are_not_given(elsewhere: Any, register: Register) -> None:
    register()
    assert numbers(elsewhere.get(TICKETS)) == []


def test_by_what_they_are(
    api: Any, register: Register, colleague: User, other_branch: Branch, now: datetime
) -> None:
    urgent, normal = register(), register(impact=Impact.QUESTION)
    south = register(branch_id=other_branch.pk)
    assign_ticket(actor=SYSTEM, ticket_id=normal.pk, owner_id=colleague.pk, now=now)
    assert numbers(api.get(TICKETS, {"priority": "normal"})) == [normal.number]
    assert numbers(api.get(TICKETS, {"priority": ["normal", "urgent"], "branch": "north"})) == [
        normal.number,
        urgent.number,
    ]
    assert numbers(api.get(TICKETS, {"owner": colleague.pk})) == [normal.number]
    assert numbers(api.get(TICKETS, {"branch": "south"})) == [south.number]
    assert numbers(api.get(TICKETS, {"state": "closed"})) == []
    assert numbers(api.get(TICKETS, {"complexity": "complex"})) == []
    assert len(numbers(api.get(TICKETS, {"kind": "repair"}))) == 3


def test_of_one_customer(api: Any, register: Register, request_facts: ServiceRequest) -> None:
    register()
    other = register(customer=replace(request_facts.customer, email="other@shop.example", phone="555"))
    assert numbers(api.get(TICKETS, {"customer": "OTHER@shop.example"})) == [other.number]
    assert numbers(api.get(TICKETS, {"customer": "555"})) == [other.number]
    assert numbers(api.get(TICKETS, {"customer": "other"})) == []


def test_by_time(api: Any, register: Register, now: datetime) -> None:
    early, late = register(), register(at=now + timedelta(minutes=5))
    middle = (now + timedelta(minutes=5)).isoformat()
    assert numbers(api.get(TICKETS, {"received_after": middle})) == [late.number]
    assert numbers(api.get(TICKETS, {"received_before": middle})) == [early.number]
    assert numbers(api.get(TICKETS, {"updated_after": middle})) == [late.number]


def test_by_how_their_promises_stand(api: Any, register: Register, travelled: Any, now: datetime) -> None:
    first = register()
    second = register(at=now + timedelta(minutes=90))
    travelled.move_to(now + timedelta(hours=1, minutes=45))
    assert numbers(api.get(TICKETS, {"at_risk": "true"})) == [first.number]
    assert numbers(api.get(TICKETS, {"at_risk": "false"})) == [second.number]
    assert numbers(api.get(TICKETS, {"missed": "true"})) == []
    travelled.move_to(now + timedelta(hours=2, minutes=1))
    assert numbers(api.get(TICKETS, {"missed": "true"})) == [first.number]
    assert numbers(api.get(TICKETS, {"missed": "false"})) == [second.number]


def test_one_by_one_in_any_writing_of_the_number(api: Any, ticket: Ticket) -> None:
    answer = api.get(f"{TICKETS}{ticket.number.lower()}/")
    assert answer.json()["number"] == ticket.number
    assert answer.headers["ETag"] == f'"{ticket.number}.{Ticket.objects.get().last_number}"'
