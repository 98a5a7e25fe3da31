"""What must hold of the house whatever is changed: somebody takes every matter and can change all (B2.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch, Company, HouseKind, PersonSkill, Role, Skill, Team, User
from accounts.selectors.company import company, forget_company
from core.errors import BadInput


class OneTakesTheRest(BadInput):
    code = "one_takes_the_rest"
    message = _("One branch must take what nobody else takes. Mark another one, and this one no longer does.")


class LeadElsewhere(BadInput):
    code = "lead_elsewhere"
    message = _("Choose somebody who works in this branch.")


class TeamElsewhere(BadInput):
    code = "team_elsewhere"
    message = _("Choose a team of the same branch.")


class StillLeads(BadInput):
    code = "still_leads"
    message = _("{name} leads {led}. Name another lead there first.")


class NobodyManages(BadInput):
    code = "nobody_manages"
    message = _("This is the last active account of management. Give the role to somebody else first.")


def fresh(kind: HouseKind) -> Branch | Team | User | Skill:
    """A new record with what is known before anybody types; a branch and a person begin as the house is."""
    house = company()
    if kind == HouseKind.BRANCH:
        is_first = not Branch.objects.exists()
        return Branch(zone=house.zone, phone=house.phone if is_first else "", is_default=is_first)
    if kind == HouseKind.PERSON:
        return User(language=house.language, branch=Branch.objects.filter(is_default=True).first())
    return Team() if kind == HouseKind.TEAM else Skill()


def check_house(record: Any) -> None:
    """Raise what must not become of a branch, a team or a person; other records pass."""
    if check := CHECKS.get(type(record)):
        check(record)


def _check_company(_company: Company) -> None:
    transaction.on_commit(forget_company)


def _check_branch(branch: Branch) -> None:
    default = Branch.objects.filter(is_default=True)
    if branch.is_default:
        default.exclude(pk=branch.pk).update(is_default=False)
    elif not default.exclude(pk=branch.pk).exists():
        raise OneTakesTheRest.at("is_default")
    _check_lead(branch.lead, branch)


def _check_team(team: Team) -> None:
    _check_lead(team.lead, team.branch)


def _check_lead(lead: User | None, branch: Branch) -> None:
    if lead is not None and not (lead.is_active and (not branch.pk or branch.pk in lead.branches)):
        raise LeadElsewhere.at("lead")


def _check_person(person: User) -> None:
    person.also_serves = sorted(set(person.also_serves) - {person.branch_id})
    if person.team is not None and person.team.branch_id not in person.branches:
        raise TeamElsewhere.at("team")
    _check_leading(person)
    manages = person.is_active and person.role == Role.MANAGEMENT
    others = User.objects.filter(role=Role.MANAGEMENT, is_active=True).exclude(pk=person.pk)
    if not manages and not others.exists():
        raise NobodyManages.at("role")
    if not person.pk:
        person.set_unusable_password()  # he chooses his own by the link that he is sent


def _check_leading(person: User) -> None:
    """Whoever leads a branch or a team is active and works there."""
    if not person.pk:
        return
    stays = person.branches if person.is_active else frozenset()
    led = [*person.leads.exclude(pk__in=stays), *person.leads_teams.exclude(branch__in=stays)]
    if led:
        raise StillLeads.at("branch", name=person.name, led=", ".join(map(str, led)))


CHECKS: Mapping[type[Any], Any] = {
    Company: _check_company,
    Branch: _check_branch,
    Team: _check_team,
    User: _check_person,
}


@dataclass(frozen=True, slots=True)
class Skilled:
    """What somebody can do: the skill's number, and the last day it is valid (None: for ever)."""

    skills: Mapping[int, date | None] = field(default_factory=dict)

    def words(self, person: User) -> dict[str, str]:
        rows = person.person_skills.select_related("skill").order_by("skill__name")
        said = [f"{row.skill.name}{f' – {row.until_on}' if row.until_on else ''}" for row in rows]
        return {"skills": ", ".join(said)}

    def put_on(self, person: User) -> None:
        person.person_skills.exclude(skill__in=self.skills).delete()
        for skill_id, until_on in self.skills.items():
            PersonSkill.objects.update_or_create(
                person=person, skill_id=skill_id, defaults={"until_on": until_on}
            )
