"""Management sets up branches, teams, people and skills in pages; leads look them up (B2.1)."""

from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Branch, PersonSkill, Skill, Team, User
from tests.conftest import make_staff
from tests.desk.conftest import SignIn
from tickets.models import BranchRule, SkillNeed, Ticket

PERSON = {"name": "Wu Fei", "email": "wu.fei@desk.example", "role": "agent", "language": "zh-hans"}


@pytest.fixture
def heads(sign_in: SignIn, manager: User) -> Client:
    return sign_in(manager)


def test_a_branch_is_entered_and_changed(heads: Client, branch: Branch) -> None:
    facts = {"name": "West", "code": "west", "zone": "Asia/Urumqi", "phone": "", "lead": ""}
    heads.post("/desk/registry/branches/new/", facts)
    west = Branch.objects.get(code="west")
    assert (west.zone, west.is_default) == ("Asia/Urumqi", False)
    page = heads.get("/desk/registry/branches/").content.decode()
    assert "West" in page
    assert branch.name in page
    lead = make_staff("west.lead", "lead", west)
    edit = f"/desk/registry/branches/{west.pk}/edit/"
    seen = heads.get(edit).context["seen"]
    heads.post(edit, facts | {"lead": lead.pk, "seen": seen})
    west.refresh_from_db()
    assert west.lead == lead


def test_what_is_wrong_comes_back_as_typed(heads: Client, branch: Branch) -> None:
    edit = f"/desk/registry/branches/{branch.pk}/edit/"
    facts = {"name": "Renamed", "code": "north", "zone": "Asia/Shanghai"}  # the box of the default is empty
    answer = heads.post(edit, facts | {"seen": heads.get(edit).context["seen"]})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "One branch must take what nobody else takes." in said
    assert "Renamed" in said
    assert Branch.objects.get(pk=branch.pk).name == "North branch"


def test_a_new_person_gets_a_link_by_mail(heads: Client, branch: Branch, other_branch: Branch) -> None:
    skill = Skill.objects.create(name="Pumps")
    facts: dict[str, Any] = PERSON | {
        "branch": branch.pk,
        "also_serves": [other_branch.pk],
        "spoken": ["en", "zh-hans"],
        "shift_0": "9:00-12:00, 13:00–18:00",
        f"skill_{skill.pk}": "on",
        f"until_{skill.pk}": "2027-01-31",
        "is_active": "on",
    }
    answer = heads.post("/desk/registry/staff/new/", facts, follow=True)
    assert "Wu Fei gets a link to choose a password" in answer.content.decode()
    person = User.objects.get(email="wu.fei@desk.example")
    assert person.branches == {branch.pk, other_branch.pk}
    assert person.shifts == [[["09:00", "12:00"], ["13:00", "18:00"]], [], [], [], [], [], []]
    assert person.spoken == ["en", "zh-hans"]
    assert f"{PersonSkill.objects.get(person=person).until_on}" == "2027-01-31"
    assert mail.outbox[0].to == ["wu.fei@desk.example"]
    page = heads.get(f"/desk/registry/staff/{person.pk}/edit/").content.decode()
    assert "09:00-12:00, 13:00-18:00" in page


def test_who_may_not_sign_in_yet_gets_no_mail(heads: Client, branch: Branch) -> None:
    page = heads.post("/desk/registry/staff/new/", PERSON | {"branch": branch.pk}, follow=True)
    assert "gets a link" not in page.content.decode()
    assert not User.objects.get(email="wu.fei@desk.example").is_active
    assert mail.outbox == []


def test_a_new_person_is_there_though_the_mail_server_is_not(
    heads: Client, branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_args: Any, **_more: Any) -> None:
        raise SMTPServerDisconnected

    monkeypatch.setattr(EmailMessage, "send", unreachable)
    facts = PERSON | {"branch": branch.pk, "is_active": "on"}
    answer = heads.post("/desk/registry/staff/new/", facts, follow=True)
    assert answer.status_code == 200
    assert "The invitation could not be sent." in answer.content.decode()
    assert User.objects.filter(email="wu.fei@desk.example").exists()


@pytest.mark.parametrize("typed", ["nine to five", "09:00-", "25:00-26:00"])
def test_hours_that_are_none_are_refused(heads: Client, branch: Branch, typed: str) -> None:
    facts = PERSON | {"branch": branch.pk, "shift_2": typed, "is_active": "on"}
    answer = heads.post("/desk/registry/staff/new/", facts)
    assert answer.status_code == 422
    assert typed in answer.content.decode()
    assert not User.objects.filter(email=PERSON["email"]).exists()


def test_somebody_with_open_requests_cannot_be_moved_away(
    heads: Client, ticket: Ticket, agent: User, other_branch: Branch
) -> None:
    edit = f"/desk/registry/staff/{agent.pk}/edit/"
    facts = {"name": agent.name, "email": agent.email, "role": "agent", "language": "en", "is_active": "on"}
    answer = heads.post(edit, facts | {"branch": other_branch.pk, "seen": heads.get(edit).context["seen"]})
    assert "is responsible for 1 open request" in answer.content.decode()
    agent.refresh_from_db()
    assert agent.branch == ticket.branch


def test_a_team_and_a_skill_with_its_needs(heads: Client, branch: Branch) -> None:
    heads.post("/desk/registry/teams/new/", {"name": "Night", "branch": branch.pk, "lead": branch.lead_id})
    assert Team.objects.get().lead == branch.lead
    needs = {"needs_0": "on", "kind_0": "repair", "product_0": "KX", "needs_1": "on", "kind_1": "install"}
    needs |= {"kind_1": "", "nature_0": "software"}
    heads.post("/desk/registry/skills/new/", {"name": "Pumps"} | needs)
    skill = Skill.objects.get()
    assert set(SkillNeed.objects.values_list("kind", "product", "nature")) == {
        ("repair", "KX", "software"),
        ("", "", ""),
    }
    edit = f"/desk/registry/skills/{skill.pk}/edit/"
    heads.post(edit, {"name": "Pumps", "seen": heads.get(edit).context["seen"]})
    assert not SkillNeed.objects.exists()


@pytest.mark.parametrize("place", ["branches", "teams", "staff", "skills"])
def test_leads_read_agents_do_not(
    sign_in: SignIn, lead: User, agent: User, branch: Branch, place: str
) -> None:
    Team.objects.create(branch=branch, name="Night")
    Skill.objects.create(name="Pumps")
    page = sign_in(lead).get(f"/desk/registry/{place}/")
    assert page.status_code == 200
    assert "/edit/" not in page.content.decode()
    assert sign_in(agent).get(f"/desk/registry/{place}/").status_code == 403
    assert sign_in(lead).get(f"/desk/registry/{place}/new/").status_code == 403


def test_lists_cost_the_same_however_long(heads: Client, branch: Branch) -> None:
    def cost(place: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert heads.get(f"/desk/registry/{place}/").status_code == 200
        return len(queries)

    before = [cost(place) for place in ("branches", "teams", "staff", "skills")]
    for number in range(30):
        other = Branch.objects.create(code=f"b{number}", name=f"Branch {number}")
        team = Team.objects.create(branch=other, name="Day", lead=branch.lead)
        make_staff(f"p{number}", "agent", other, team=team)
        Skill.objects.create(name=f"Skill {number}")
    assert [cost(place) for place in ("branches", "teams", "staff", "skills")] == before


def test_a_request_is_given_to_another_branch(
    desk: Client, page: str, ticket: Ticket, other_branch: Branch, other_agent: User
) -> None:
    assert f"{page}move/" in desk.get(page).content.decode()
    seen = ticket.last_number
    facts = {"branch": other_branch.pk, "reason": "It stands in Madrid.", "seen": seen}
    answer = desk.post(f"{page}move/", facts, follow=True)
    assert "South branch takes care of" in answer.content.decode()
    assert answer.redirect_chain[-1][0] == "/desk/"
    moved = Ticket.objects.get()
    assert (moved.branch, moved.owner) == (other_branch, other_agent)


def test_without_a_reason_the_request_stays(desk: Client, page: str, other_branch: Branch) -> None:
    answer = desk.post(f"{page}move/", {"branch": other_branch.pk, "reason": ""})
    assert answer.status_code == 422
    assert Ticket.objects.get().branch != other_branch


def test_an_old_view_is_told_what_changed(
    sign_in: SignIn, lead: User, take: Any, page: str, ticket: Ticket, other_branch: Branch
) -> None:
    seen = ticket.last_number
    take("priority", priority="urgent")
    facts = {"branch": other_branch.pk, "reason": "It stands in Madrid.", "seen": seen}
    assert sign_in(lead).post(f"{page}move/", facts).status_code == 409
    assert Ticket.objects.get().branch != other_branch


def test_rules_for_branches_are_tried_and_kept(heads: Client, ticket: Ticket, other_branch: Branch) -> None:
    facts = {"region": "Madrid", "branch": other_branch.pk, "is_active": "on", "seen": 0}
    tried = heads.post("/desk/rules/branches/new/", facts).content.decode()
    assert "1 request looked at, 0 in another branch." in tried
    assert not BranchRule.objects.exists()
    heads.post("/desk/rules/branches/new/", facts | {"act": "1"})
    assert BranchRule.objects.get().region == "Madrid"
    assert "region contains Madrid" in heads.get("/desk/rules/branches/").content.decode()
    assert ticket.pk


def test_the_branch_is_chosen_at_the_intake_by_those_who_serve_several(
    desk: Client, sign_in: SignIn, agent: User, other_branch: Branch
) -> None:
    assert 'name="branch"' not in desk.get("/desk/new/").content.decode()
    agent.also_serves = [other_branch.pk]
    agent.save()
    assert 'name="branch"' in sign_in(agent).get("/desk/new/").content.decode()
