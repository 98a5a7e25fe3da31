from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.services.customers import CustomerFacts
from core.actors import Actor
from servicedesk.desk.counts import CAP, Count
from tests.desk.conftest import TWO_WAY_CALL, SignIn
from tests.endings import resolve_ticket
from tickets.choices import Impact, Priority
from tickets.locks import lock_ticket
from tickets.models import Ticket
from tickets.services.contacts import log_contact
from tickets.services.raising import raise_handling
from tickets.services.registration import ServiceRequest, register_ticket

Register = Callable[..., Ticket]


@pytest.fixture
def register(request_facts: ServiceRequest, agent: User, now: datetime) -> Register:
    """`register("Pump leaks", hours=3)`: received so many hours ago."""

    def registered(problem: str, *, hours: float = 0, name: str = "Hengtai Textile", **facts: Any) -> Ticket:
        customer = CustomerFacts(name=name, email="office@customer.example")
        request = replace(request_facts, problem=problem, customer=customer, **facts)
        at = now - timedelta(hours=hours)
        return register_ticket(actor=Actor.system("portal"), request=request, now=at)

    return registered


def groups(answer: Any) -> list[tuple[str, int, list[str]]]:
    return [
        (section.group.key, section.count.value, [row.ticket.title for row in section.rows])
        for section in answer.context["sections"]
    ]


def test_the_next_deadline_comes_first_in_groups(
    desk: Client, register: Register, by_agent: Actor, now: datetime
) -> None:
    register("Missed", hours=3)
    register("Soon", hours=1)
    contacted = register("Tomorrow", hours=1)
    log_contact(actor=by_agent, ticket_id=contacted.pk, contact=TWO_WAY_CALL, now=now)
    register("Sooner", hours=1.5)
    assert groups(desk.get("/desk/")) == [
        ("missed", 1, ["Missed"]),
        ("next", 2, ["Sooner", "Soon"]),
        ("later", 1, ["Tomorrow"]),
    ]


def test_a_deadline_before_midnight_in_the_branch_is_later_today(
    desk: Client, register: Register, by_agent: Actor, now: datetime
) -> None:
    """12:20 in Shanghai; a promise due at 23:20 there is today's, one due at 00:20 is tomorrow's."""
    for title, hours in (("Today", 13), ("Tomorrow", 12)):
        ticket = register(title, hours=hours)
        log_contact(
            actor=by_agent, ticket_id=ticket.pk, contact=TWO_WAY_CALL, now=now - timedelta(hours=hours - 1)
        )
    assert groups(desk.get("/desk/")) == [("today", 1, ["Today"]), ("later", 1, ["Tomorrow"])]


def test_filters_combine(desk: Client, register: Register, colleague: User) -> None:
    mine = register("Mine, urgent, missed", hours=3)
    register("Mine, urgent, in time")
    register("Mine, normal, missed", hours=3, impact=Impact.QUESTION)
    away = register("Away", hours=3)
    Ticket.objects.filter(pk=away.pk).update(owner=colleague)
    answer = desk.get("/desk/?mine=1&missed=1&priority=urgent")
    assert [titles for _key, _count, titles in groups(answer)] == [[mine.title]]
    off_duty = desk.get("/desk/?owner_off_duty=1")
    assert [titles for _key, _count, titles in groups(off_duty)] == [["Away"]]


def test_solved_tickets_wait_for_confirmation_in_a_view_of_their_own(
    desk: Client, register: Register, by_agent: Actor, now: datetime
) -> None:
    register("Open")
    solved = register("Solved")
    resolve_ticket(actor=by_agent, ticket_id=solved.pk, text="Lamp replaced.", now=now)
    answer = desk.get("/desk/?to_be_confirmed=1")
    assert [row.ticket.title for section in answer.context["sections"] for row in section.rows] == ["Solved"]


@pytest.mark.parametrize("words", ["hengtai", "KX48-2211", "{number}"])
def test_search_finds_by_customer_serial_and_number(desk: Client, register: Register, words: str) -> None:
    wanted = register("Wanted")
    register("Other", name="Somebody else", serial="ZZ-1")
    answer = desk.get("/desk/", {"search": words.format(number=wanted.number)})
    assert [titles for _key, _count, titles in groups(answer)] == [["Wanted"]]


def test_an_unknown_filter_or_page_is_as_if_it_were_not_there(desk: Client, register: Register) -> None:
    register("Only one")
    answer = desk.get("/desk/?priority=highest&page=minus&size=7000&missed=yes")
    assert [titles for _key, _count, titles in groups(answer)] == [["Only one"]]


def test_pages_hold_25_and_lead_on(desk: Client, register: Register) -> None:
    for number in range(27):
        register(f"No. {number}")
    first, second = desk.get("/desk/"), desk.get("/desk/?page=2")
    assert sum(len(section.rows) for section in first.context["sections"]) == 25
    assert first.context["next_url"] == "/desk/?page=2"
    assert sum(len(section.rows) for section in second.context["sections"]) == 2
    assert second.context["previous_url"] == "/desk/?page=1"
    assert sum(section.count.value for section in second.context["sections"]) == 27


def test_a_poll_is_answered_only_when_something_changed(
    desk: Client, register: Register, by_agent: Actor, now: datetime
) -> None:
    ticket = register("Watched")
    poll = {"v": desk.get("/desk/").context["version"]}
    htmx = {"HX-Request": "true"}
    assert desk.get("/desk/", poll, headers=htmx).status_code == 204
    log_contact(actor=by_agent, ticket_id=ticket.pk, contact=TWO_WAY_CALL, now=now)
    changed = desk.get("/desk/", poll, headers=htmx)
    assert changed.status_code == 200
    assert b"<html" not in changed.content


def test_a_poll_brings_the_lines_up_to_date_every_minute(
    desk: Client, register: Register, clock: time_machine.Traveller
) -> None:
    register("Watched")
    poll = {"v": desk.get("/desk/").context["version"]}
    clock.shift(timedelta(minutes=1))
    assert desk.get("/desk/", poll, headers={"HX-Request": "true"}).status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    desk: Client, register: Register, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        register(f"No. {number}")
    desk.get("/desk/?size=50")
    with django_assert_num_queries(11):
        desk.get("/desk/?size=50")


def test_a_poll_without_news_takes_few_queries(
    desk: Client, register: Register, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    register("Watched")
    poll = {"v": desk.get("/desk/").context["version"]}
    with django_assert_num_queries(4):
        desk.get("/desk/", poll, headers={"HX-Request": "true"})


def test_management_sees_all_branches_and_agents_their_own(
    sign_in: SignIn, ticket: Ticket, manager: User, other_agent: User
) -> None:
    assert ticket.number.encode() in sign_in(manager).get("/desk/").content
    assert ticket.number.encode() not in sign_in(other_agent).get("/desk/").content


def test_an_empty_queue_says_what_comes_next(desk: Client) -> None:
    assert b"Nothing is open" in desk.get("/desk/").content


def test_counts_stop_at_a_thousand() -> None:
    assert str(Count(CAP)) == "1,000"
    assert str(Count(CAP + 1)) == "1,000+"


def test_a_raised_request_says_so_in_words_in_row_preview_and_page(
    desk: Client, register: Register, now: datetime
) -> None:
    """What a ladder raised goes before its own tier; that is not to be read from a colour alone."""
    ticket = register("Raised", impact=Impact.QUESTION)
    number = ticket.number
    pages = ("/desk/", f"/desk/tickets/{number}/", f"/desk/tickets/{number}/preview/")
    assert not any("raised from" in desk.get(page).content.decode() for page in pages)
    with transaction.atomic():
        raise_handling(
            lock_ticket(ticket.pk),
            to=Priority.URGENT,
            actor=Actor.system("sla"),
            happened_at=now,
            recorded_at=now,
        )
    for page in pages:
        assert "raised from Normal" in desk.get(page).content.decode()
    assert "raised from Normal" in desk.get("/desk/?priority=urgent").content.decode()
