"""The tracking page: what the customer sees without asking anyone (C1.3)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.actors import Actor
from sla.services.sweep import sweep
from tests.endings import resolve_ticket
from tests.portal.conftest import Address, entries, text_of
from tickets.choices import Complexity
from tickets.models import LogEntry, Ticket
from tickets.services.classification import set_complexity
from tickets.services.conversation import ask_customer, send_reply, write_note
from tickets.services.delivery import record_delivery
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.tracking import token_for

Later = Callable[..., datetime]


@pytest.fixture
def act(bound: Ticket, agent: User, now: datetime) -> dict[str, Any]:
    return {"actor": Actor.user(agent), "ticket_id": bound.pk, "now": now}


def test_it_says_who_is_responsible_and_what_is_promised_next(
    client: Client, agent: User, address: Address
) -> None:
    page = text_of(client, address("track"))
    assert f"{agent.name} has your request and contacts you next." in page
    assert "Contact within 2 hours" in page
    assert "2 h left" in page
    assert "One person until you confirm" in page
    assert "Times: Beijing time" in page


def test_each_deadline_is_explained(client: Client, address: Address) -> None:
    page = text_of(client, address("track"))
    assert page.count("Why this deadline?") == 2
    assert "Counted" in page


def test_a_miss_is_said_first_and_plainly(client: Client, address: Address, later: Later) -> None:
    late = later(hours=2, minutes=22)
    sweep(now=late)
    with time_machine.travel(late, tick=False):
        page = text_of(client, address("track"))
    assert "We are late: " in page
    assert "Missed, 22 min late" in page
    assert "tone-missed" in page


def test_the_story_holds_public_entries_only_newest_first(
    client: Client, address: Address, act: dict[str, Any]
) -> None:
    write_note(**act, text="the customer is difficult")
    send_reply(**act, text="We test the board now.\nThe fan draws too much.")
    page = text_of(client, address("track"))
    assert "the customer is difficult" not in page
    assert page.index("We test the board now.") < page.index("You asked for service")


def test_what_was_written_cannot_become_markup(client: Client, address: Address, act: dict[str, Any]) -> None:
    send_reply(**act, text="<script>alert(1)</script>")
    page = text_of(client, address("track"))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_paused_clock_says_why(
    client: Client, address: Address, bound: Ticket, act: dict[str, Any], now: datetime
) -> None:
    ask_customer(**act, text="When may we come?")
    question = LogEntry.objects.get(ticket=bound, entry="question_asked")
    record_delivery(
        actor=Actor.system("delivery"),
        ticket_id=bound.pk,
        message_id=1,
        kind="question",
        entry_number=question.number,
        channel="email",
        accepted_at=now,
        now=now,
    )
    page = text_of(client, address("track"))
    assert "needs an answer from you" in page
    assert page.count("When may we come?") == 2  # on top, and in the story
    assert "The clock stands still until we hear from you." in page


def test_when_solved_it_asks_the_customer(client: Client, address: Address, act: dict[str, Any]) -> None:
    assert "Is it solved?" not in text_of(client, address("track"))
    resolve_ticket(**act, text="Board replaced.")
    page = text_of(client, address("track"))
    assert "Is it solved?" in page
    assert " checked" not in page


def test_times_are_the_customers_own(client: Client, address: Address, bound: Ticket) -> None:
    bound.customer.zone = "Europe/Berlin"
    bound.customer.save()
    page = text_of(client, address("track"))
    assert "Europe/Berlin, UTC+01:00" in page
    assert "07:20 today" in page


def test_looking_changes_nothing(client: Client, address: Address, bound: Ticket) -> None:
    before = entries(bound)
    for name in ("track", "received", "live"):
        client.get(address(name))
    assert entries(bound) == before


@pytest.mark.parametrize("name", ["track", "received", "live"])
def test_it_is_neither_cached_nor_indexed_nor_leaked(client: Client, address: Address, name: str) -> None:
    response = client.get(address(name))
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("name", ["track", "received", "live"])
def test_a_forged_link_leads_nowhere_and_says_what_to_do(client: Client, address: Address, name: str) -> None:
    forged = address(name).replace(":", "x:", 1)
    response = client.get(forged)
    assert response.status_code == 404
    assert "Copy the whole link from our last message" in response.content.decode()


def test_a_revoked_link_leads_nowhere(client: Client, address: Address, bound: Ticket) -> None:
    old = address("track")
    bound.link_version += 1
    bound.save(update_fields=["link_version"])
    assert client.get(old).status_code == 404
    assert client.get(reverse("portal:track", args=[token_for(bound)])).status_code == 200


def test_the_link_of_one_request_shows_nothing_of_another(
    client: Client, bound: Ticket, request_facts: ServiceRequest, now: datetime
) -> None:
    other = register_ticket(actor=Actor.system("portal"), request=request_facts, now=now)
    page = text_of(client, reverse("portal:track", args=[token_for(other)]))
    assert other.number in page
    assert bound.number not in page


def test_the_page_costs_the_same_however_long_the_story_is(
    client: Client,
    address: Address,
    act: dict[str, Any],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    send_reply(**act, text="one")
    client.get(address("track"))
    with django_assert_num_queries(9):
        client.get(address("track"))
    for number in range(10):
        send_reply(**act, text=f"number {number}")
    with django_assert_num_queries(9):
        client.get(address("track"))


def live(client: Client, address: Address, ticket: Ticket, now: datetime) -> Any:
    ticket.refresh_from_db()
    version = f"{ticket.last_number}.{int(now.timestamp()) // 60}"
    return lambda: client.get(f"{address('live')}?version={version}&state={ticket.state}")


def test_the_poll_is_silent_while_nothing_changes(
    client: Client,
    address: Address,
    bound: Ticket,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    poll = live(client, address, bound, now)
    with django_assert_num_queries(1):
        assert poll().status_code == 204


def test_the_poll_brings_what_is_new_and_leaves_the_forms_alone(
    client: Client, address: Address, bound: Ticket, now: datetime, act: dict[str, Any]
) -> None:
    poll = live(client, address, bound, now)
    write_note(**act, text="internal")
    page = poll().content.decode()
    assert 'id="promises" hx-swap-oob' in page
    assert 'id="timeline" hx-swap-oob' in page
    assert 'id="answer"' not in page
    assert "textarea" not in page


def test_a_minute_later_the_lines_move_but_nothing_is_announced(
    client: Client, address: Address, bound: Ticket, now: datetime, later: Later
) -> None:
    poll = live(client, address, bound, now)
    with time_machine.travel(later(minutes=1), tick=False):
        page = poll().content.decode()
    assert 'id="promises" hx-swap-oob' in page
    assert 'id="say"' not in page


def test_the_poll_brings_the_question_when_it_is_solved(
    client: Client, address: Address, bound: Ticket, now: datetime, act: dict[str, Any]
) -> None:
    poll = live(client, address, bound, now)
    resolve_ticket(**act, text="Board replaced.")
    assert "Is it solved?" in poll().content.decode()


def test_a_promise_that_no_longer_applies_shows_no_line(
    client: Client, address: Address, act: dict[str, Any]
) -> None:
    set_complexity(**act, complexity=Complexity.COMPLEX, reason="Three possible causes.")
    page = text_of(client, address("track"))
    assert "This promise was replaced when the request changed." in page
    assert page.count("Why this deadline?") == 2  # contact and the written plan


def test_why_an_agent_classified_it_is_for_colleagues(
    client: Client, address: Address, act: dict[str, Any]
) -> None:
    set_complexity(**act, complexity=Complexity.COMPLEX, reason="Three possible causes.")
    page = text_of(client, address("track"))
    assert "Classified by Chen Jie" in page
    assert "Three possible causes." not in page
