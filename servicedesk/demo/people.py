"""The people of the demo organisation: two branches, and one of every role."""

import secrets
from dataclasses import dataclass

from accounts.departments import Department
from accounts.models import Branch, PersonSkill, Role, Skill, User
from accounts.selectors.company import of_the_environment

DOMAIN = "desk.example"
ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class SignIn:
    """How somebody signs in to the demo. The password is made for this installation alone."""

    name: str
    email: str
    password: str


def add_company() -> None:
    house = of_the_environment()
    house.phone, house.zone = "400 800 2230", ZONE
    house.save()


def add_branches() -> tuple[Branch, Branch]:
    """The north branch, which takes what nobody else takes, and the south branch; staffed."""
    north = Branch.objects.create(
        code="north", name="North branch", zone=ZONE, phone="400 800 2231", is_default=True
    )
    south = Branch.objects.create(code="south", name="South branch", zone=ZONE, phone="400 800 2232")
    for branch, lead, agents in (
        (north, "Lin Yue", ("Chen Jie", "Zhao Peng", "Ma Li")),
        (south, "He Ning", ("Sun Hao", "Tang Wei")),
    ):
        branch.lead = add_person(lead, Role.LEAD, branch)
        branch.save()
        for agent in agents:
            add_agent(agent, branch)
    add_person("Tian Yu", Role.AGENT, north, Department.TECHNICAL)
    add_person("Hu Lan", Role.AGENT, None, Department.LOGISTICS)
    add_person("Qian Rui", Role.DEPARTMENT_HEAD, north)
    add_person("Wu Fang", Role.BRANCH_MANAGER, north)
    add_person("Gao Yun", Role.MANAGEMENT, None)
    return north, south


def add_agent(name: str, branch: Branch) -> None:
    """An agent who speaks both languages of the house and may work on what holds refrigerant."""
    skill, _ = Skill.objects.get_or_create(name="Refrigerant handling")
    person = add_person(name, Role.AGENT, branch)
    person.spoken = ["en", "zh-hans"]
    person.save(update_fields=["spoken"])
    PersonSkill.objects.create(person=person, skill=skill)


def add_person(name: str, role: Role, branch: Branch | None, department: str = "") -> User:
    """A member of staff nobody can sign in as until `sign_in` gives a password."""
    facts = {"name": name, "role": role, "branch": branch, "department": department}
    return User.objects.create_user(address(name), None, **facts)


def address(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@{DOMAIN}"


def sign_in(name: str) -> SignIn:
    """Give the person a new password and say it, this once."""
    user = User.objects.get(email=address(name))
    password = secrets.token_urlsafe(9)
    user.set_password(password)
    user.save(update_fields=["password"])
    return SignIn(user.name, user.email, password)
