"""Who else has a ticket open is seen by whom may see it, by the poll that runs anyway, and not for long."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from redis.exceptions import RedisError

from accounts.models import User
from core.actors import Actor
from servicedesk.desk.presence import GONE_SECONDS, POLL_SECONDS, said_of
from tests.desk.conftest import SignIn
from tickets.models import Ticket
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.tracking import token_for

HTMX = {"HX-Request": "true"}
LOOKS = "Ma Li is looking at this request"


@pytest.fixture
def his(sign_in: SignIn, colleague: User) -> Client:
    return sign_in(colleague)


def poll(browser: Client, page: str, known: Any) -> Any:
    return browser.get(page, {"v": known["version"], "w": known["others_key"]}, headers=HTMX)


def test_a_poll_says_who_has_come_and_who_has_gone(
    desk: Client, his: Client, page: str, clock: time_machine.Traveller
) -> None:
    known = desk.get(page).context
    assert poll(desk, page, known).status_code == 204
    his.get(page)
    come = poll(desk, page, known)
    assert LOOKS in come.content.decode()
    assert 'id="timeline"' not in come.content.decode()
    assert LOOKS in desk.get(page).content.decode()
    assert poll(desk, page, come.context).status_code == 204
    clock.shift(timedelta(seconds=GONE_SECONDS + 1))
    gone = poll(desk, page, come.context)
    assert gone.status_code == 200
    assert LOOKS not in gone.content.decode()
    assert LOOKS not in desk.get(page).content.decode()


def test_whoever_goes_on_polling_goes_on_being_seen(
    desk: Client, his: Client, page: str, clock: time_machine.Traveller
) -> None:
    known = his.get(page).context
    for _second in range(0, 4 * POLL_SECONDS, POLL_SECONDS):
        clock.shift(timedelta(seconds=POLL_SECONDS))
        assert poll(his, page, known).status_code in (200, 204)
    assert LOOKS in desk.get(page).content.decode()
    assert GONE_SECONDS == 2 * POLL_SECONDS


def test_whoever_writes_is_not_said_to_look_as_well(
    desk: Client, his: Client, page: str, now: datetime
) -> None:
    his.get(page)
    his.post(f"{page}draft/note/", {"text": "Known.", "opened": now.isoformat()}, headers=HTMX)
    shown = desk.get(page).content.decode()
    assert "Ma Li is writing: Note" in shown
    assert LOOKS not in shown


def test_nobody_is_told_of_himself_nor_of_another_ticket(
    his: Client, desk: Client, page: str, request_facts: ServiceRequest, now: datetime
) -> None:
    facts = replace(request_facts, problem="Another matter")
    another = register_ticket(actor=Actor.system("portal"), request=facts, now=now)
    assert "is looking" not in his.get(page).content.decode()
    assert "is looking" not in his.get(page).content.decode()
    assert "is looking" not in desk.get(f"/desk/tickets/{another.number}/").content.decode()


def test_whoever_may_not_see_the_ticket_sees_nobody_and_is_not_seen(
    desk: Client, his: Client, sign_in: SignIn, other_agent: User, page: str
) -> None:
    his.get(page)
    stranger = sign_in(other_agent)
    assert stranger.get(page).status_code == 404
    assert "is looking" not in stranger.get(page).content.decode()
    shown = desk.get(page).content.decode()
    assert LOOKS in shown
    assert other_agent.name not in shown


def test_customers_neither_see_nor_are_seen(
    desk: Client, his: Client, client: Client, page: str, ticket: Ticket
) -> None:
    his.get(page)
    tracked = client.get(f"/track/{token_for(ticket)}/")
    assert tracked.status_code == 200
    assert "Ma Li" not in tracked.content.decode()
    assert desk.get(page).context["looking"] == LOOKS


@pytest.mark.parametrize("lookers", [0, 3])
def test_a_poll_and_the_page_cost_the_same_however_many_look(
    desk: Client,
    sign_in: SignIn,
    page: str,
    lookers: int,
    lead: User,
    manager: User,
    colleague: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for person in (lead, manager, colleague)[:lookers]:
        sign_in(person).get(page)
    known = desk.get(page).context
    with django_assert_num_queries(4):
        assert poll(desk, page, known).status_code == 204
    assert bool(known["looking"]) is bool(lookers)


def test_without_a_cache_nobody_is_seen_and_the_page_is_there(
    desk: Client, his: Client, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    his.get(page)

    def away(*_given: object, **_named: object) -> list[str]:
        raise RedisError

    monkeypatch.setattr("servicedesk.cache.DeskCache.come_by", away)
    answer = desk.get(page)
    assert answer.status_code == 200
    assert answer.context["looking"] == ""


def test_however_many_look_it_is_one_line() -> None:
    assert said_of([]) == ""
    assert said_of(["Ma Li"]) == LOOKS
    assert said_of(["Li Na", "Ma Li"]) == "Li Na, Ma Li are looking at this request"
    assert said_of(["Li Na", "Ma Li", "Zhao", "Wu"]) == "Li Na, Ma Li and 2 more are looking at this request"
