"""Who else is writing on a ticket is seen by the poll that runs anyway; never what he writes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from tests.desk.conftest import SignIn
from tickets.models import Ticket

HTMX = {"HX-Request": "true"}
Type = Callable[..., Any]


@pytest.fixture
def his(sign_in: SignIn, colleague: User) -> Client:
    return sign_in(colleague)


@pytest.fixture
def types(his: Client, page: str, now: datetime) -> Type:
    """`types("We are on")`: what the colleague's editor sends while he types a reply."""

    def typed(text: str, step: str = "reply", **more: str) -> Any:
        data = {"text": text, "opened": now.isoformat(), **more}
        return his.post(f"{page}draft/{step}/", data, headers=HTMX)

    return typed


def poll(desk: Client, page: str) -> Any:
    """What the open page asks every few seconds, with what it knows."""
    known = desk.get(page).context
    return lambda: desk.get(page, {"v": known["version"], "w": known["others_key"]}, headers=HTMX)


def test_a_poll_says_who_began_and_nothing_of_the_words(desk: Client, page: str, types: Type) -> None:
    ask = poll(desk, page)
    assert ask().status_code == 204
    types("We are on our way")
    answer = ask()
    shown = answer.content.decode()
    assert "Ma Li is writing: Reply" in shown
    assert "on our way" not in shown
    assert 'id="timeline"' not in shown
    assert "Ma Li is writing: Reply" in desk.get(page).content.decode()


def test_it_goes_with_the_entry_with_an_empty_form_and_by_itself(
    desk: Client, his: Client, page: str, types: Type, now: datetime, clock: time_machine.Traveller
) -> None:
    def is_said() -> bool:
        return "is writing" in desk.get(page).content.decode()

    types("Known since last week.", step="note")
    assert is_said()
    types("", step="note")
    assert not is_said()
    types("Known since last week.", step="note")
    his.post(f"{page}steps/note/", {"text": "Known since last week.", "opened": now.isoformat()})
    assert not is_said()
    types("Something else")
    clock.shift(timedelta(seconds=21))
    assert not is_said()


def test_nobody_is_told_of_himself(his: Client, page: str, types: Type) -> None:
    types("We are on our way")
    assert "is writing" not in his.get(page).content.decode()


@pytest.mark.parametrize("writers", [0, 3])
def test_a_poll_costs_the_same_however_many_write(
    desk: Client,
    sign_in: SignIn,
    page: str,
    ticket: Ticket,
    now: datetime,
    writers: int,
    lead: User,
    manager: User,
    colleague: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for person in (lead, manager, colleague)[:writers]:
        sign_in(person).post(f"{page}draft/reply/", {"text": "A", "opened": now.isoformat()}, headers=HTMX)
    ask = poll(desk, page)
    with django_assert_num_queries(4):
        assert ask().status_code == 204
