"""A lead writes, tries and orders the rules of dispatch in the page (D3.3)."""

import pytest
from django.test import Client

from accounts.models import Branch, User
from tests.desk.conftest import SignIn
from tickets.models import DispatchChange, DispatchRule, Ticket

NEW = "/desk/rules/owners/new/"


@pytest.fixture
def leads(sign_in: SignIn, lead: User) -> Client:
    return sign_in(lead)


@pytest.fixture
def facts(branch: Branch, agent: User) -> dict[str, object]:
    return {"branch": branch.pk, "how": "fixed", "person": agent.pk, "is_active": "on", "seen": "0"}


def test_a_rule_is_tried_before_it_is_kept(leads: Client, facts: dict[str, object], ticket: Ticket) -> None:
    tried = leads.post(NEW, facts).content.decode()
    assert "1 request looked at, 0 with another owner." in tried
    assert not DispatchRule.objects.exists()
    assert "Rule saved" in leads.post(NEW, facts | {"act": "1"}, follow=True).content.decode()
    rule = DispatchRule.objects.get()
    assert (rule.person, rule.branch) == (ticket.owner, ticket.branch)
    shown = leads.get("/desk/rules/owners/").content.decode()
    assert "Always this person: Chen Jie" in shown
    assert f"rule no. {rule.pk}" in shown


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(
    leads: Client, facts: dict[str, object], language: str
) -> None:
    leads.post("/i18n/setlang/", {"language": language})
    answer = leads.post(NEW, facts | {"person": "", "act": "1"})
    said = {
        "en": "Choose an agent who works in the branch of the rule.",
        "zh-hans": "请选择在该规则所属网点工作的客服。",
    }
    assert answer.status_code == 422
    assert said[language] in answer.content.decode()
    assert not DispatchRule.objects.exists()


def test_an_old_page_is_told_so(leads: Client, facts: dict[str, object]) -> None:
    leads.post(NEW, facts | {"act": "1"})
    answer = leads.post(NEW, facts | {"act": "1"})
    assert answer.status_code == 409
    assert "Somebody else changed the rules meanwhile." in answer.content.decode()
    assert DispatchRule.objects.count() == 1


def test_a_lead_is_offered_his_own_branch_and_people(
    leads: Client, other_branch: Branch, other_agent: User
) -> None:
    shown = leads.get(NEW).content.decode()
    assert other_branch.name not in shown
    assert other_agent.name not in shown


def test_removing_is_one_click_and_is_kept_in_the_changes(leads: Client, facts: dict[str, object]) -> None:
    leads.post(NEW, facts | {"act": "1"})
    rule = DispatchRule.objects.get()
    seen = DispatchChange.objects.latest("pk").pk
    leads.post(f"/desk/rules/owners/{rule.pk}/remove/", {"seen": seen})
    assert not DispatchRule.objects.exists()
    assert DispatchChange.objects.count() == 2
