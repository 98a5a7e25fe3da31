"""A lead sees who is there and what each carries; leave is planned in a page (D3.3)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Branch, Leave, Role, User
from tests.conftest import make_staff
from tests.desk.conftest import SignIn
from tickets.models import Ticket

DAYS = {"from_on": "2026-11-24", "until_on": "2026-11-30"}


@pytest.fixture
def leads(sign_in: SignIn, lead: User) -> Client:
    return sign_in(lead)


def test_the_list_says_who_is_there_and_what_each_carries(
    leads: Client, ticket: Ticket, agent: User, colleague: User, other_agent: User
) -> None:
    leads.post(f"/desk/people/{agent.pk}/leave/", DAYS | {"deputy": colleague.pk})
    shown = leads.get("/desk/people/").content.decode()
    assert "away until 30 November" in shown
    assert "Ma Li stands in" in shown
    assert "1 open request" in shown
    assert other_agent.name not in shown
    assert ticket.owner == agent


def test_it_costs_the_same_for_many_people(leads: Client, branch: Branch, agent: User) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert leads.get("/desk/people/").status_code == 200
        return len(queries)

    before = cost()
    for number in range(20):
        make_staff(f"more.{number}", Role.AGENT, branch)
    assert cost() == before
    assert agent.pk


def test_somebody_plans_his_own_leave_and_ends_it(desk: Client, agent: User) -> None:
    page = f"/desk/people/{agent.pk}/leave/"
    assert page in desk.get("/desk/settings/").content.decode()
    assert "Leave planned" in desk.post(page, DAYS, follow=True).content.decode()
    leave = Leave.objects.get(person=agent)
    desk.post(f"{page}{leave.pk}/end/")
    assert not Leave.objects.filter(person=agent).exists()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_wrong_day_comes_back_as_it_was_typed(desk: Client, agent: User, language: str) -> None:
    desk.post("/i18n/setlang/", {"language": language})
    answer = desk.post(f"/desk/people/{agent.pk}/leave/", DAYS | {"until_on": "2026-11-01"})
    said = {"en": "The last day cannot lie before the first.", "zh-hans": "截止日不能早于起始日。"}
    assert answer.status_code == 422
    assert said[language] in answer.content.decode()
    assert 'value="2026-11-01"' in answer.content.decode()
    assert not Leave.objects.exists()


def test_nobody_plans_the_leave_of_a_colleague(desk: Client, colleague: User) -> None:
    assert desk.post(f"/desk/people/{colleague.pk}/leave/", DAYS).status_code == 404
    assert not Leave.objects.exists()
