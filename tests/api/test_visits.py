"""Visits and remote sessions by another system (B3.3)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from tickets.models import Ticket, Visit

WISH = {"mode": "remote", "where": "https://help.example/7", "note": "Password with the porter."}


@pytest.fixture
def address(ticket: Ticket) -> str:
    return f"/api/v1/tickets/{ticket.number}/visits/"


def test_a_session_from_the_plan_to_the_end(api: Any, address: str, agent: User) -> None:
    planned = api.post(address, WISH | {"engineer": agent.pk}, key="1")
    assert (planned.status_code, planned.json()["state"]) == (201, "planned")
    for step, state in (("acceptance", "accepted"), ("arrival", "arrived")):
        assert api.post(f"{address}1/{step}/", {}, key=step).json()["state"] == state
    report = {"cause": "Wrong setting", "measures": "Set right.", "parts": [{"name": "Fuse"}]}
    done = api.post(f"{address}1/departure/", report, key="2").json()
    assert (done["state"], done["cause"], done["sign_off"]) == ("done", "Wrong setting", "")
    assert [(part["name"], part["quantity"], part["state"]) for part in done["parts"]] == [
        ("Fuse", "1.00", "used")
    ]
    assert api.get(address).json() == [done]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"mode": "on_site"}, "window_from"),
        ({"where": " "}, "where"),
        ({"engineer": 999_999}, "engineer"),
        ({"window_from": "2026-12-01T09:00:00Z"}, "window_until"),
    ],
)
def test_a_plan_that_cannot_be_kept_names_the_field(
    api: Any, address: str, agent: User, change: dict[str, Any], field: str
) -> None:
    answer = api.post(address, WISH | {"engineer": agent.pk} | change)
    assert answer.status_code in {400, 422}
    assert field in str(answer.json())
    assert not Visit.objects.exists()


def test_a_visit_on_site_does_not_end_without_a_word_about_the_sign_off(
    api: Any, address: str, agent: User
) -> None:
    window = {"window_from": "2026-12-01T09:00:00Z", "window_until": "2026-12-01T11:00:00Z", "words": "Fine."}
    wish = WISH | {"mode": "on_site", "where": "1 Jinji Road", "engineer": agent.pk} | window
    assert api.post(address, wish, key="1").status_code == 201
    for step in ("acceptance", "setting-out", "arrival"):
        assert api.post(f"{address}1/{step}/", {}, key=step).status_code == 200
    report = {"cause": "Worn", "measures": "Replaced"}
    assert api.post(f"{address}1/departure/", report, key="2").json()["code"] == "visit_sign_off_missing"
    assert (
        api.post(f"{address}1/departure/", report | {"no_sign_off": "Nobody in."}, key="3").status_code == 200
    )


@pytest.mark.parametrize("visits", [1, 5])
def test_the_list_costs_the_same_however_long_it_is(
    api: Any, address: str, agent: User, visits: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(visits):
        api.post(address, WISH | {"engineer": agent.pk}, key=str(number))
    with django_assert_num_queries(7):
        assert len(api.get(address).json()) == visits


def test_it_says_whom_to_call_about_another_engineer(
    api: Any, address: str, agent: User, colleague: User, ticket: Ticket
) -> None:
    ticket.customer.email = ""
    ticket.customer.save()
    window = {"window_from": "2026-12-01T09:00:00Z", "window_until": "2026-12-01T11:00:00Z", "words": "Fine."}
    planned = api.post(address, WISH | {"engineer": agent.pk} | window, key="1")
    assert planned.json()["customer_to_call"] is False
    changed = api.post(f"{address}1/change/", WISH | {"engineer": colleague.pk} | window, key="2")
    assert changed.json()["customer_to_call"] is True
    assert [visit["customer_to_call"] for visit in api.get(address).json()] == [True]


def test_a_step_told_late_counts_from_when_it_was_taken(
    api: Any, address: str, agent: User, now: datetime
) -> None:
    api.post(address, WISH | {"engineer": agent.pk}, key="1")
    with time_machine.travel(now + timedelta(hours=5), tick=False):
        accepted = api.post(f"{address}1/acceptance/", {"happened_at": "2026-11-24T06:00:00Z"}, key="2")
        assert accepted.json()["accepted_at"] == "2026-11-24T06:00:00Z"
        for wrong in ("2026-11-24T12:00:00Z", "2026-11-22T06:00:00Z"):
            refused = api.post(f"{address}1/arrival/", {"happened_at": wrong}, key=wrong)
            assert refused.status_code in {400, 422}
            assert "happened_at" in str(refused.json())
    assert Visit.objects.get().arrived_at is None
