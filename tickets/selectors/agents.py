"""What dispatch reads for each matter: the rules, the skills it may need, who may take it (D3.3)."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db import DEFAULT_DB_ALIAS
from django.db.models import (
    BigIntegerField,
    Case,
    DateField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)

from accounts.departments import Department
from accounts.editions import Kept
from accounts.models import Branch, PersonSkill, Role, User
from accounts.models.staff import KNOWN
from accounts.selectors.leave import leaves_on
from accounts.selectors.staff import serves
from core.prepared import Given, Prepared, among
from tickets.choices import State
from tickets.choosing import WEIGHTS
from tickets.models import DispatchRule, LoadLine, SkillNeed, Ticket
from tickets.models.ticket import IS_LIVE, PRESSES_FROM

BRANCH, TODAY, NOW = (
    Given("branch", BigIntegerField()),
    Given("today", DateField()),
    Given("now", DateTimeField()),
)

COLUMNS = [field.attname for field in User._meta.concrete_fields if field.attname in {"id", *KNOWN}]  # noqa: SLF001 - Django's public name


def rules_of(branch: Branch) -> list[DispatchRule]:
    """The rules in use for matters of `branch`, in their order. One query."""
    return RULES(branch=branch.pk)


def skill_needs() -> list[SkillNeed]:
    """Which matters need which skill. One query."""
    return NEEDS()


def agents_of(branch: Branch, now: datetime) -> list[Any]:
    """The agents of `branch`, whether they are `away`, the skills that are `valid` and `lapsed`, and the
    `home_zone` of their shifts. One query.

    Named values: of dozens one is chosen, and `person_of` makes him a person.
    """
    return AGENTS(branch=branch.pk, today=now.astimezone(ZoneInfo(branch.zone)).date())


def loads_of(people: Iterable[int], now: datetime) -> dict[int, int]:
    """What each of these people carries, in the points of `WEIGHTS`; who has nothing is not among them.

    One query.
    """
    loads: Counter[int] = Counter()
    for person, points in LOADS(people=list(people), now=now):
        loads[person] += points
    return loads


def person_of(agent: Any) -> User:
    """One of the agents as any other row."""
    return User.from_db(DEFAULT_DB_ALIAS, COLUMNS, agent[: len(COLUMNS)])


def weight_at(now: datetime | Given) -> Case:
    """What one open ticket weighs, by its next deadline and the start of its risk."""
    return Case(
        When(Q(is_paused=True) | Q(state=State.RESOLVED), then=Value(WEIGHTS["waiting"])),
        *_pressing_at(now),
        default=Value(WEIGHTS["open"]),
    )


def _pressing_at(now: datetime | Given, *, beyond: int = 0) -> list[When]:
    """What one that presses weighs, or by how much that is `beyond` another weight."""
    return [
        When(next_due_at__lt=now, then=Value(WEIGHTS["missed"] - beyond)),
        When(next_risk_at__lte=now, then=Value(WEIGHTS["at_risk"] - beyond)),
    ]


def _rules() -> QuerySet[DispatchRule]:
    rows = DispatchRule.objects.filter(Q(branch=None) | Q(branch=BRANCH), is_active=True)
    return rows.order_by("position", "pk").defer("turns")


def _agents() -> QuerySet[User, Any]:
    skills = PersonSkill.objects.filter(person=OuterRef("pk"))
    is_valid = Q(until_on__isnull=True) | Q(until_on__gte=TODAY)
    # The people of other departments get tasks instead.
    people = User.objects.filter(
        serves(BRANCH), department__in=("", Department.SERVICE), role=Role.AGENT, is_active=True
    )
    facts = people.annotate(
        home_zone=F("branch__zone"),
        away=Exists(leaves_on(TODAY).filter(person=OuterRef("pk"))),
        valid=ArraySubquery(skills.filter(is_valid).values("skill")),
        lapsed=ArraySubquery(skills.exclude(is_valid).values("skill")),
    )
    return facts.values_list(*COLUMNS, "home_zone", "away", "valid", "lapsed", named=True)


def _loads() -> QuerySet[Any, tuple[int, int]]:
    """What open tickets weigh whatever the time, and by how much more those whose deadline is near or past.

    For the latter an index of their own is read, and no other ticket.
    """
    standing = LoadLine.objects.filter(among("person", "people")).order_by().values("person")
    live = Ticket.objects.filter(IS_LIVE, among("owner", "people")).annotate(since=PRESSES_FROM)
    more = Case(*_pressing_at(NOW, beyond=WEIGHTS["open"]), default=Value(0))
    pressing = live.filter(since__lte=NOW).order_by().values("owner")
    return (
        standing.annotate(sum=Sum("points"))
        .values_list("person", "sum")
        .union(pressing.annotate(sum=Sum(more)).values_list("owner", "sum"), all=True)
    )


RULES = Kept(_rules)
NEEDS = Kept(SkillNeed.objects.all)
AGENTS = Kept(_agents)
LOADS = Prepared(_loads)
