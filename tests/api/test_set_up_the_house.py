"""Another system sets up branches, teams, people and skills, as management does in pages (B2.1)."""

from collections.abc import Callable
from datetime import datetime
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Branch, PersonSkill, RecordChange, Scope, Skill, Team, User
from accounts.services.preferences import set_language
from accounts.services.tokens import issue_token
from core.actors import Actor
from tests.api.conftest import Caller
from tests.conftest import make_staff
from tests.races import together
from tickets.models import SkillNeed, Ticket

HOUSE = "/api/v1/house/"
BOTH = [Scope.HOUSE_READ, Scope.HOUSE_WRITE]
OFFICE = [[["09:00", "12:00"], ["13:00", "18:00"]]] * 5 + [[], []]
PERSON: dict[str, Any] = {"name": "Wu Fei", "email": "Wu.Fei@desk.example", "role": "agent"}
Token = Callable[..., Caller]


@pytest.fixture
def token(branch: Branch, now: datetime) -> Token:
    return lambda scopes=BOTH, **more: Caller(issue_token(name="HR", scopes=scopes, now=now, **more)[1])


@pytest.fixture
def hr(token: Token, manager: User) -> Caller:
    """May read and set up the house, which has somebody of management."""
    return token()


def state() -> list[Any]:
    """Everything that a refused request must leave alone."""
    models: list[Any] = [Branch, Team, User, Skill, PersonSkill, SkillNeed, RecordChange]
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_a_branch_is_entered_read_and_changed(hr: Caller) -> None:
    entered = hr.post(f"{HOUSE}branches/", {"code": "west", "name": "West"})
    assert (entered.status_code, entered.json()["is_default"]) == (201, False)
    one = entered.headers["Location"]
    assert hr.get(one).json() == entered.json()
    lead = make_staff("west.lead", "lead", Branch.objects.get(code="west"))
    changed = hr.post(one, {"lead": lead.pk}).json()
    assert (changed["name"], changed["lead"]) == ("West", lead.pk)
    assert changed["version"] > entered.json()["version"]
    assert RecordChange.objects.latest("pk").actor_name == "HR"
    assert RecordChange.objects.latest("pk").changes == {"lead": ["", f"{lead.name} #{lead.pk}"]}


def test_another_branch_takes_what_nobody_else_takes(
    hr: Caller, branch: Branch, other_branch: Branch
) -> None:
    assert hr.post(f"{HOUSE}branches/{other_branch.pk}/", {"is_default": True}).status_code == 200
    assert list(Branch.objects.filter(is_default=True)) == [other_branch]


@pytest.mark.django_db(transaction=True)
def test_a_person_gets_a_link_by_mail_and_never_a_password(
    hr: Caller, branch: Branch, other_branch: Branch
) -> None:
    skill = Skill.objects.create(name="Pumps")
    facts = PERSON | {
        "branch": branch.pk,
        "also_serves": [other_branch.pk],
        "spoken": ["en", "zh-hans"],
        "shifts": OFFICE,
        "skills": [{"skill": skill.pk, "until_on": "2027-01-31"}],
    }
    first = hr.post(f"{HOUSE}people/", facts, key="wu")
    again = hr.post(f"{HOUSE}people/", facts, key="wu")
    assert (first.status_code, again.json()) == (201, first.json())
    person = User.objects.get(email="wu.fei@desk.example")
    assert not person.has_usable_password()
    assert (set(person.branches), person.shifts) == ({branch.pk, other_branch.pk}, OFFICE)
    read = hr.get(f"{HOUSE}people/{person.pk}/").json()
    assert read["skills"] == [{"skill": skill.pk, "until_on": "2027-01-31"}]
    assert "password" not in read
    assert [letter.to for letter in mail.outbox] == [["wu.fei@desk.example"]]
    assert "/accounts/password/reset/key/" in mail.outbox[0].body


@pytest.mark.django_db(transaction=True)
def test_a_person_is_entered_though_the_mail_server_does_not_answer(
    hr: Caller, branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_args: Any, **_more: Any) -> None:
        raise SMTPServerDisconnected

    monkeypatch.setattr(EmailMessage, "send", unreachable)
    entered = hr.post(f"{HOUSE}people/", PERSON)
    assert entered.status_code == 201
    assert hr.get(entered.headers["Location"]).json() == entered.json()


@pytest.mark.django_db(transaction=True)
def test_who_may_not_sign_in_yet_gets_no_mail(hr: Caller, branch: Branch) -> None:
    assert hr.post(f"{HOUSE}people/", PERSON | {"is_active": False}).status_code == 201
    assert mail.outbox == []


def test_what_is_not_sent_stays_and_an_empty_list_takes_away(hr: Caller, agent: User) -> None:
    skill = Skill.objects.create(name="Pumps")
    one = f"{HOUSE}people/{agent.pk}/"
    hr.post(one, {"skills": [{"skill": skill.pk}], "shifts": OFFICE, "spoken": ["en"]})
    read = hr.post(one, {"role": "lead"}).json()
    assert (read["skills"], read["shifts"]) == ([{"skill": skill.pk, "until_on": None}], OFFICE)
    read = hr.post(one, {"skills": [], "shifts": [[]] * 7, "spoken": []}).json()
    assert (read["skills"], read["shifts"], read["spoken"], read["role"]) == ([], None, [], "lead")


def test_an_account_ends_unless_customers_wait_for_him(
    hr: Caller, agent: User, colleague: User, ticket: Ticket
) -> None:
    ended = hr.post(f"{HOUSE}people/{colleague.pk}/", {"is_active": False})
    assert (ended.status_code, ended.json()["is_active"]) == (200, False)
    before = state()
    refused = hr.post(f"{HOUSE}people/{ticket.owner_id}/", {"is_active": False})
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_input")
    assert "is responsible for 1 open request" in refused.content.decode()
    assert state() == before
    assert [row["id"] for row in hr.get(f"{HOUSE}people/", {"is_active": "false"}).json()["results"]] == [
        colleague.pk
    ]


def test_a_team_and_a_skill_with_the_matters_that_need_it(hr: Caller, branch: Branch) -> None:
    team = hr.post(f"{HOUSE}teams/", {"name": "Night", "branch": branch.pk, "lead": branch.lead_id})
    assert (team.status_code, Team.objects.get().lead) == (201, branch.lead)
    needs = [{"kind": "repair", "product": "KX", "nature": "wear"}, {"kind": "", "product": "", "nature": ""}]
    skill = hr.post(f"{HOUSE}skills/", {"name": "Pumps", "needs": needs}).json()
    assert skill["needs"] == needs
    assert set(SkillNeed.objects.values_list("kind", "product", "nature")) == {
        ("repair", "KX", "wear"),
        ("", "", ""),
    }
    assert hr.post(f"{HOUSE}skills/{skill['id']}/", {"name": "Big pumps"}).json()["needs"] == needs
    assert hr.post(f"{HOUSE}skills/{skill['id']}/", {"needs": []}).json()["needs"] == []


def test_a_line_of_a_list_is_sent_whole_also_in_a_change(hr: Caller, agent: User) -> None:
    skill = Skill.objects.create(name="Pumps")
    PersonSkill.objects.create(person=agent, skill=skill)
    before = state()
    for path, body, pointer in (
        (f"people/{agent.pk}/", {"skills": [{"until_on": "2027-01-31"}]}, "#/skills/0/skill"),
        (f"skills/{skill.pk}/", {"needs": [{"product": "KX"}]}, "#/needs/0/kind"),
    ):
        refused = hr.post(f"{HOUSE}{path}", body)
        assert refused.status_code == 422
        (error,) = refused.json()["errors"]
        assert (error["pointer"], error["code"]) == (pointer, "required")
    assert state() == before


def test_a_language_that_somebody_chose_himself_is_not_set_for_him(hr: Caller, agent: User) -> None:
    one = f"{HOUSE}people/{agent.pk}/"
    assert hr.post(one, {"language": "zh-hans"}).json()["language"] == "zh-hans"
    set_language(actor=Actor.user(agent), user_id=agent.pk, language="en")
    before = state()
    refused = hr.post(one, {"language": "zh-hans"})
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == ["#/language"]
    assert state() == before
    assert hr.post(one, {"language": "en", "name": "Chen J."}).status_code == 200


def test_who_has_read_an_older_version_is_told_and_changes_nothing(hr: Caller, agent: User) -> None:
    one = f"{HOUSE}people/{agent.pk}/"
    read = hr.get(one)
    newer = hr.post(
        f"{one}?version={read.json()['version']}", {"name": "Chen J."}, **{"If-Match": read["ETag"]}
    )
    assert newer.status_code == 200
    before = state()
    stale = hr.post(f"{one}?version={read.json()['version']}", {"name": "Late"})
    assert (stale.status_code, stale.json()["code"]) == (409, "changed_meanwhile")
    passed = hr.post(one, {"name": "Late"}, **{"If-Match": read["ETag"]})
    assert (passed.status_code, passed.json()["code"]) == (412, "version_passed")
    unread = hr.post(f"{one}?version=new", {"name": "Late"})
    assert (unread.status_code, unread.json()["code"]) == (400, "version_unreadable")
    assert state() == before
    assert hr.post(one, {"name": "In time"}, **{"If-Match": newer["ETag"]}).status_code == 200


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    ("place", "body", "pointer"),
    [
        ("branches", {"code": "x"}, "#/name"),
        ("branches", {"code": "a b", "name": "X"}, "#/code"),
        ("branches", {"code": "north", "name": "X"}, "#/code"),
        ("branches", {"code": "x", "name": "X", "zone": "Mars/Base"}, "#/zone"),
        ("branches", {"code": "x", "name": "X", "lead": 999_999}, "#/lead"),
        ("teams", {"name": "Night"}, "#/branch"),
        ("teams", {"name": "Night", "branch": 10**30}, "#/branch"),
        ("people", PERSON | {"role": "boss"}, "#/role"),
        ("people", PERSON | {"email": "nowhere"}, "#/email"),
        ("people", PERSON | {"email": "LEAD@desk.example"}, "#/email"),
        ("people", PERSON | {"also_serves": [999_999]}, "#/also_serves"),
        ("people", PERSON | {"spoken": ["tlh"]}, "#/spoken/0"),
        ("people", PERSON | {"shifts": [[]]}, "#/shifts"),
        ("people", PERSON | {"shifts": [[["nine", "five"]]] * 7}, "#/shifts"),
        ("people", PERSON | {"skills": [{"skill": 999_999}]}, "#/skills/0/skill"),
        ("skills", {"name": ""}, "#/name"),
        ("skills", {"name": "Pumps", "needs": [{"kind": "magic"}]}, "#/needs/0/kind"),
        ("skills", {"name": "Pumps", "needs": [{"kind": "", "nature": "magic"}]}, "#/needs/0/nature"),
    ],
)
def test_what_cannot_be_used_says_where_and_changes_nothing(
    hr: Caller, branch: Branch, language: str, place: str, body: dict[str, Any], pointer: str
) -> None:
    before = state()
    answer = hr.post(f"{HOUSE}{place}/", body, **{"Accept-Language": language})
    document = answer.json()
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [error["pointer"] for error in document["errors"]] == [pointer], document
    assert document["detail"].isascii() == (language == "en")
    assert state() == before


def test_what_must_hold_of_the_house_holds(hr: Caller, branch: Branch, lead: User, other_agent: User) -> None:
    before = state()
    for path, body, code in (
        (f"branches/{branch.pk}/", {"is_default": False}, "one_takes_the_rest"),
        (f"branches/{branch.pk}/", {"lead": other_agent.pk}, "lead_elsewhere"),
        (f"people/{lead.pk}/", {"is_active": False}, "still_leads"),
    ):
        refused = hr.post(f"{HOUSE}{path}", body)
        assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert state() == before


def test_another_system_makes_nobody_management_nor_changes_one(
    hr: Caller, manager: User, agent: User
) -> None:
    before = state()
    for path, body in (
        ("people/", PERSON | {"role": "management"}),
        (f"people/{agent.pk}/", {"role": "management"}),
        (f"people/{manager.pk}/", {"email": "mine@elsewhere.example"}),
        (f"people/{manager.pk}/", {"role": "agent"}),
    ):
        refused = hr.post(f"{HOUSE}{path}", body)
        assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert state() == before


@pytest.mark.parametrize(
    ("scopes", "of", "reads", "writes"),
    [
        (BOTH, "", 200, 201),
        (BOTH, "south", 403, 403),
        ([Scope.HOUSE_READ], "", 200, 403),
        ([Scope.HOUSE_WRITE], "", 403, 403),
        ([Scope.REGISTRY_READ, Scope.REGISTRY_WRITE, Scope.PEOPLE_DUTY], "", 403, 403),
    ],
)
@pytest.mark.parametrize("place", ["branches", "teams", "people", "skills"])
def test_a_token_does_what_it_was_given_and_no_more(
    token: Token,
    other_branch: Branch,
    manager: User,
    place: str,
    scopes: Any,
    of: str,
    reads: int,
    writes: int,
) -> None:
    caller, before = token(scopes, branch=other_branch if of else None), state()
    bodies: dict[str, Any] = {
        "branches": {"code": "x"},
        "teams": {"branch": other_branch.pk},
        "people": PERSON,
        "skills": {},
    }
    assert caller.get(f"{HOUSE}{place}/").status_code == reads
    assert caller.post(f"{HOUSE}{place}/", {"name": "X"} | bodies[place]).status_code == writes
    assert (state() == before) == (writes == 403)


@pytest.mark.parametrize("place", ["branches", "teams", "people", "skills"])
def test_what_does_not_exist_is_not_found(hr: Caller, place: str) -> None:
    for answer in (hr.get(f"{HOUSE}{place}/999999/"), hr.post(f"{HOUSE}{place}/999999/", {"name": "X"})):
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_record")


@pytest.mark.parametrize(
    ("query", "status"),
    [({"search": "chen"}, 200), ({"role": "boss"}, 400), ({"branch": "x"}, 400), ({"shoe": "7"}, 400)],
)
def test_people_are_found_by_what_is_asked(hr: Caller, agent: User, query: Any, status: int) -> None:
    answer = hr.get(f"{HOUSE}people/", query)
    assert answer.status_code == status
    if status == 200:
        assert [row["id"] for row in answer.json()["results"]] == [agent.pk]
        asked = {"role": "agent", "branch": agent.branch_id, "is_active": "true"}
        assert [row["id"] for row in hr.get(f"{HOUSE}people/", asked).json()["results"]] == [agent.pk]


@pytest.mark.parametrize("place", ["branches", "teams", "people", "skills"])
def test_a_list_costs_the_same_however_long(hr: Caller, branch: Branch, place: str) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert hr.get(f"{HOUSE}{place}/").status_code == 200
        return len(queries)

    one = Skill.objects.create(name="One")
    Team.objects.create(branch=branch, name="One")
    PersonSkill.objects.create(person=make_staff("one", "agent", branch), skill=one)
    SkillNeed.objects.create(skill=one)
    cost()
    before = cost()
    for number in range(20):
        other = Branch.objects.create(code=f"b{number}", name=f"Branch {number}", lead=branch.lead)
        team = Team.objects.create(branch=other, name="Day", lead=branch.lead)
        skill = Skill.objects.create(name=f"Skill {number}")
        SkillNeed.objects.create(skill=skill, product="KX")
        person = make_staff(f"p{number}", "agent", other, team=team)
        PersonSkill.objects.create(person=person, skill=skill)
    assert cost() == before <= 4


@pytest.mark.external
@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_one_record_at_once_the_second_is_told(
    hr: Caller, token: Token, agent: User
) -> None:
    answers: list[int] = []
    one = f"{HOUSE}people/{agent.pk}/"
    version = hr.post(one, {"name": "Chen"}).json()["version"]

    def rename(caller: Caller, name: str) -> Callable[[], None]:
        return lambda: answers.append(caller.post(f"{one}?version={version}", {"name": name}).status_code)

    together([rename(hr, "Chen One"), rename(token(), "Chen Two")])
    assert sorted(answers) == [200, 409]
    assert RecordChange.objects.filter(record_id=agent.pk, pk__gt=version).count() == 1
