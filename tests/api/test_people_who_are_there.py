"""Another system, a telephone exchange for instance, knows and says who is there (D3.3)."""

from datetime import date, datetime
from typing import Any

import pytest

from accounts.models import Branch, Leave, Scope, User
from accounts.services.tokens import issue_token
from tests.api.conftest import Caller
from tickets.models import Ticket

PEOPLE = "/api/v1/people/"


@pytest.fixture
def exchange(branch: Branch, now: datetime) -> Caller:
    """Knows the people of one branch."""
    return Caller(issue_token(name="PBX", scopes=[Scope.PEOPLE_DUTY], branch=branch, now=now)[1])


def test_it_reads_who_is_there(
    exchange: Caller, agent: User, colleague: User, other_agent: User, now: datetime
) -> None:
    Leave.objects.create(
        person=agent,
        from_on=date(2026, 11, 23),
        until_on=date(2026, 11, 30),
        planned_by=agent,
        planned_at=now,
    )
    found = {one["id"]: one for one in exchange.get(PEOPLE).json()}
    assert (found[agent.pk]["is_on_duty"], found[agent.pk]["away_until"]) == (True, "2026-11-30")
    assert (found[colleague.pk]["is_on_duty"], found[colleague.pk]["away_until"]) == (False, None)
    assert other_agent.pk not in found


def test_it_says_who_goes_home(exchange: Caller, agent: User) -> None:
    answer = exchange.post(f"{PEOPLE}{agent.pk}/duty/", {"is_on_duty": False})
    assert (answer.status_code, answer.json()["is_on_duty"]) == (200, False)
    assert not User.objects.get(pk=agent.pk).is_on_duty


def test_people_of_another_branch_are_out_of_its_sight(exchange: Caller, other_agent: User) -> None:
    answer = exchange.post(f"{PEOPLE}{other_agent.pk}/duty/", {"is_on_duty": False})
    assert answer.status_code == 404
    assert User.objects.get(pk=other_agent.pk).is_on_duty


@pytest.mark.parametrize("body", [{}, {"is_on_duty": "perhaps"}])
def test_what_is_no_answer_changes_nothing(exchange: Caller, agent: User, body: dict[str, Any]) -> None:
    answer = exchange.post(f"{PEOPLE}{agent.pk}/duty/", body)
    assert answer.status_code == 422
    assert User.objects.get(pk=agent.pk).is_on_duty


def test_what_somebody_has_is_handed_over(api: Caller, ticket: Ticket, agent: User, colleague: User) -> None:
    url = f"{PEOPLE}{agent.pk}/hand-over/"
    answer = api.post(url, {"to": colleague.pk, "note": "Agent is ill."})
    assert answer.json() == {"moved": [{"number": ticket.number, "owner": colleague.pk}], "refused": []}
    assert Ticket.objects.get(pk=ticket.pk).owner == colleague


def test_a_refused_one_says_why(api: Caller, ticket: Ticket, agent: User, other_agent: User) -> None:
    answer = api.post(f"{PEOPLE}{agent.pk}/hand-over/", {"to": other_agent.pk, "tickets": [ticket.number]})
    assert answer.json()["moved"] == []
    assert answer.json()["refused"][0]["code"] == "owner_cannot_work"
    assert Ticket.objects.get(pk=ticket.pk).owner == agent
