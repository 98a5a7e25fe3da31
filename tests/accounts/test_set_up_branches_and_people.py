"""Branches, teams, people and skills are kept by management, and the house never ends up stuck (B2.1)."""

from datetime import date, datetime
from typing import Any

import pytest

from accounts.models import Branch, HouseKind, PersonSkill, RecordChange, Role, Skill, Team, User
from accounts.selectors.records import get_record, search
from accounts.selectors.staff import possible_owners, recipients
from accounts.services.duty import set_duty
from accounts.services.house import (
    LeadElsewhere,
    NobodyManages,
    OneTakesTheRest,
    Skilled,
    StillLeads,
    TeamElsewhere,
)
from accounts.services.preferences import set_language
from accounts.services.records import ChangedMeanwhile, save_record
from core.actors import Actor
from core.errors import BadInput, NotAllowed
from tickets.models import Ticket


@pytest.fixture
def save(manager: User, now: datetime) -> Any:
    """`save(record, ...)`: as management, having seen every change."""

    by = Actor.user(manager)

    def saved(record: Any, **options: Any) -> Any:
        known: dict[str, Any] = {"seen": RecordChange.objects.count() + 1_000_000, "now": now}
        return save_record(actor=by, record=record, **(known | options))

    return saved


def test_another_branch_takes_the_rest_from_now_on(save: Any, branch: Branch, other_branch: Branch) -> None:
    other_branch.is_default = True
    save(other_branch)
    branch.refresh_from_db()
    assert not branch.is_default
    changes = RecordChange.objects.get(kind=HouseKind.BRANCH, record_id=other_branch.pk).changes
    assert changes["is_default"] == ["False", "True"]


def test_one_branch_always_takes_the_rest(save: Any, branch: Branch) -> None:
    branch.is_default = False
    with pytest.raises(OneTakesTheRest):
        save(branch)
    branch.refresh_from_db()
    assert branch.is_default


def test_a_lead_works_where_he_leads(save: Any, branch: Branch, other_agent: User, lead: User) -> None:
    branch.lead = other_agent
    with pytest.raises(LeadElsewhere):
        save(branch)
    other_agent.also_serves = [branch.pk]
    other_agent.save()
    assert save(branch).lead == other_agent
    assert lead.pk


def test_who_leads_a_branch_or_a_team_does_not_just_go(
    save: Any, branch: Branch, lead: User, other_branch: Branch
) -> None:
    lead.branch = other_branch
    with pytest.raises(StillLeads) as refused:
        save(lead)
    assert (refused.value.data["led"], refused.value.data["name"]) == (branch.name, lead.name)
    lead.refresh_from_db()
    assert lead.branch == branch


def test_a_team_is_of_the_persons_branch(
    save: Any, agent: User, branch: Branch, other_branch: Branch
) -> None:
    agent.team = save(Team(branch=other_branch, name="Night"))
    with pytest.raises(TeamElsewhere):
        save(agent)
    agent.team = save(Team(branch=branch, name="Night"))
    assert save(agent).team.branch == branch


def test_two_teams_of_one_branch_have_different_names(save: Any, branch: Branch) -> None:
    save(Team(branch=branch, name="Night"))
    with pytest.raises(BadInput):
        save(Team(branch=branch, name="Night"))
    assert Team.objects.count() == 1


def test_what_he_set_for_himself_meanwhile_stays(save: Any, agent: User) -> None:
    read = User.objects.get(pk=agent.pk)
    set_duty(actor=Actor.user(agent), user_id=agent.pk, is_on_duty=False)
    agent.set_password("a new one, just chosen")
    agent.save(update_fields=["password"])
    read.name = "Chen J."
    save(read)
    agent.refresh_from_db()
    assert (agent.name, agent.is_on_duty) == ("Chen J.", False)
    assert agent.check_password("a new one, just chosen")
    assert RecordChange.objects.latest("pk").changes == {"name": ["Chen Jie", "Chen J."]}


def test_the_language_is_the_houses_to_say_until_he_chooses_one(save: Any, agent: User) -> None:
    read = User.objects.get(pk=agent.pk)
    read.language = "zh-hans"
    save(read)
    agent.refresh_from_db()
    assert agent.language == "zh-hans"
    read = User.objects.get(pk=agent.pk)
    set_language(actor=Actor.user(agent), user_id=agent.pk, language="en")
    read.name = "Chen J."
    save(read)
    agent.refresh_from_db()
    assert (agent.name, agent.language, agent.has_chosen_language) == ("Chen J.", "en", True)


@pytest.mark.parametrize("change", [{"role": Role.AGENT}, {"is_active": False}])
def test_somebody_of_management_is_always_left(save: Any, manager: User, change: dict[str, Any]) -> None:
    User.objects.filter(role=Role.MANAGEMENT).exclude(pk=manager.pk).update(role=Role.LEAD)
    for name, value in change.items():
        setattr(manager, name, value)
    with pytest.raises(NobodyManages):
        save(manager)
    manager.refresh_from_db()
    assert (manager.role, manager.is_active) == (Role.MANAGEMENT, True)


def test_nobody_loses_sight_of_what_he_has_open(
    save: Any, ticket: Ticket, agent: User, branch: Branch, other_branch: Branch
) -> None:
    agent.branch = other_branch
    with pytest.raises(BadInput) as refused:
        save(agent)
    assert "is responsible for 1 open request" in str(refused.value.fields)
    agent.also_serves = [branch.pk]
    assert save(agent).branch == other_branch
    assert ticket.owner == agent


def test_a_new_person_has_no_password_and_every_change_is_kept(save: Any, branch: Branch) -> None:
    skill = Skill.objects.create(name="Pumps")
    attached = Skilled({skill.pk: date(2027, 1, 31)})
    person = save(User(name="Wu Fei", email="Wu.Fei@desk.example", branch=branch), attached=attached)
    assert (person.email, person.has_usable_password()) == ("wu.fei@desk.example", False)
    assert PersonSkill.objects.get(person=person).until_on == date(2027, 1, 31)
    save(person, attached=Skilled())
    changes = RecordChange.objects.filter(kind=HouseKind.PERSON, record_id=person.pk).order_by("pk")
    assert [row.changes for row in changes] == [{}, {"skills": ["Pumps – 2027-01-31", ""]}]
    assert "password" not in str([row.changes for row in changes])


def test_two_with_one_address_are_refused(save: Any, agent: User, branch: Branch) -> None:
    with pytest.raises(BadInput):
        save(User(name="Other", email=agent.email.upper(), branch=branch))
    assert User.objects.filter(email__iexact=agent.email).count() == 1


def test_an_old_view_is_refused(save: Any, agent: User) -> None:
    agent.name = "Chen"
    save(agent)
    agent.name = "Jie"
    with pytest.raises(ChangedMeanwhile):
        save(agent, seen=0)
    assert User.objects.get(pk=agent.pk).name == "Chen"


@pytest.mark.parametrize("who", ["agent", "lead", "branch_manager", "head"])
def test_only_management_changes_the_house(
    who: str, request: pytest.FixtureRequest, branch: Branch, now: datetime
) -> None:
    person: User = request.getfixturevalue(who)
    branch.name = "Mine"
    with pytest.raises(NotAllowed):
        save_record(actor=Actor.user(person), record=branch, now=now)
    assert Branch.objects.get(pk=branch.pk).name == "North branch"


def test_leads_look_it_up_agents_do_not(lead: User, agent: User, branch: Branch) -> None:
    by = Actor.user(lead)
    assert list(search(actor=by, kind=HouseKind.BRANCH, words="north")) == [branch]
    assert list(search(actor=by, kind=HouseKind.PERSON, words=agent.email[:5])) == [agent]
    with pytest.raises(NotAllowed):
        get_record(actor=Actor.user(agent), kind=HouseKind.PERSON, record_id=agent.pk)


def test_the_lead_of_the_team_is_the_owners_lead(
    branch: Branch, agent: User, colleague: User, lead: User
) -> None:
    assert recipients(Role.LEAD, owner=agent, branch=branch) == [lead]
    agent.team = Team.objects.create(branch=branch, name="Night", lead=colleague)
    assert recipients(Role.LEAD, owner=agent, branch=branch) == [colleague]
    # who leads the team answers to the branch's lead himself
    colleague.team = agent.team
    assert recipients(Role.LEAD, owner=colleague, branch=branch) == [lead]
    colleague.is_active = False
    colleague.save()
    assert recipients(Role.LEAD, owner=agent, branch=branch) == [lead]


def test_who_serves_a_branch_beside_his_own_may_be_given_its_matters(
    branch: Branch, other_branch: Branch, other_agent: User
) -> None:
    assert other_agent not in possible_owners(branch)
    other_agent.also_serves = [branch.pk]
    other_agent.save()
    assert other_agent in possible_owners(branch)
    assert other_agent in possible_owners(other_branch)


def test_somebody_who_holds_a_matter_for_another_branch_can_still_be_changed(
    save: Any, ticket: Ticket, other_branch: Branch
) -> None:
    assert other_branch.lead is not None
    Ticket.objects.filter(pk=ticket.pk).update(owner=other_branch.lead)
    other_branch.lead.name = "Ana Ruiz Gil"
    assert save(other_branch.lead).name == "Ana Ruiz Gil"
