"""Who becomes the owner of a ticket: the agent who fits and has the least load, else the lead (A2.3, D3.3).

Two queries: the skills that the matter needs, and the branch's agents with load, skills and shifts.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.departments import Department
from accounts.models import Branch, PersonSkill, Role, User
from accounts.selectors.leave import leaves_on
from accounts.selectors.staff import recipients
from accounts.shifts import is_in_shift
from core.errors import Conflict
from tickets.choices import State
from tickets.choosing import MOST_NAMED, WEIGHTS, Candidate, Need, Verdict, choose
from tickets.models import SkillNeed, Ticket


class NobodyToOwn(Conflict):
    code = "nobody_to_own"
    message = _("“{branch}” has neither an agent on duty nor a lead. An administrator must name a lead.")


@dataclass(frozen=True, slots=True)
class Choice:
    """The owner, the rule that named him, and how everybody else stood."""

    owner: User
    rule: str
    need: Need
    verdicts: tuple[Verdict, ...] = ()

    def payload(self) -> dict[str, Any]:
        """For the log: ids, codes and numbers, so that "why this person" can be answered for ever."""
        return {
            "rule": self.rule,
            "skills": sorted(self.need.skills),
            "language": self.need.language,
            "considered": len(self.verdicts),
            "candidates": [_line(verdict, self.need) for verdict in self.verdicts[:MOST_NAMED]],
        }


def choose_owner(
    branch: Branch,
    *,
    kind: str,
    product: str,
    language: str,
    now: datetime,
    without: Collection[int] = (),
) -> Choice:
    """Name an owner for a matter of `branch`, never one of `without`; raises NobodyToOwn."""
    rules = list(SkillNeed.objects.filter(kind__in=["", kind]))
    return Pool(branch, rules, now=now, without=without).choose(kind=kind, product=product, language=language)


class Pool:
    """The people of a branch who may take matters now; one query. `give` counts what they are to take."""

    def __init__(
        self, branch: Branch, rules: Sequence[SkillNeed], *, now: datetime, without: Collection[int] = ()
    ) -> None:
        self.branch, self.rules, self.without = branch, rules, without
        self.people: dict[int, User] = {p.pk: p for p in _agents(branch, now).exclude(pk__in=without)}
        self.candidates = {pk: _candidate(person, branch, now) for pk, person in self.people.items()}

    def choose(self, *, kind: str, product: str, language: str) -> Choice:
        """The owner of a matter; raises NobodyToOwn."""
        skills = {rule.skill_id for rule in self.rules if rule.applies_to(kind, product)}
        need = Need(frozenset(skills), language)
        ruling = choose(self.candidates.values(), need)
        if ruling.chosen is not None:
            return Choice(self.people[ruling.chosen.pk], "least_loaded", need, ruling.verdicts)
        return Choice(self._holder(), "lead_holds", need, ruling.verdicts)

    def give(self, pk: int, load: int) -> None:
        """Reckon with a matter of this load more for an agent; a lead's load decides nothing."""
        if candidate := self.candidates.get(pk):
            self.candidates[pk] = replace(candidate, load=candidate.load + load)

    def _holder(self) -> User:
        for role in (Role.LEAD, Role.MANAGEMENT):
            for person in recipients(role, owner=User(), branch=self.branch):
                if person.pk not in self.without:
                    return person
        raise NobodyToOwn(branch=self.branch.name)


def _agents(branch: Branch, now: datetime) -> QuerySet[User, Any]:
    """The branch's agents with load, valid and lapsed skills, in one query."""
    today = now.astimezone(ZoneInfo(branch.zone)).date()
    skills = PersonSkill.objects.filter(person=OuterRef("pk"))
    is_valid = Q(until_on__isnull=True) | Q(until_on__gte=today)
    # The people of other departments get tasks instead.
    serving = User.objects.filter(department__in=("", Department.SERVICE))
    return serving.filter(branch=branch, role=Role.AGENT, is_active=True).annotate(
        away=Exists(leaves_on(today).filter(person=OuterRef("pk"))),
        load=Coalesce(Subquery(_load(now), output_field=IntegerField()), 0),
        valid=ArraySubquery(skills.filter(is_valid).values("skill")),
        lapsed=ArraySubquery(skills.exclude(is_valid).values("skill")),
    )


def weight_at(now: datetime) -> Case:
    """What one open ticket weighs, by its next deadline and the start of its risk."""
    return Case(
        When(Q(is_paused=True) | Q(state=State.RESOLVED), then=Value(WEIGHTS["waiting"])),
        When(next_due_at__lt=now, then=Value(WEIGHTS["missed"])),
        When(next_risk_at__lte=now, then=Value(WEIGHTS["at_risk"])),
        default=Value(WEIGHTS["open"]),
    )


def _load(now: datetime) -> QuerySet[Ticket, Any]:
    """What the tickets of one person weigh together; reads the index of the owner's queue."""
    mine = Ticket.objects.filter(owner=OuterRef("pk")).exclude(state=State.CLOSED).order_by()
    return mine.annotate(of=F("owner")).values("of").annotate(sum=Sum(weight_at(now))).values("sum")


def _candidate(person: Any, branch: Branch, now: datetime) -> Candidate:
    return Candidate(
        pk=person.pk,
        load=person.load,
        is_away=person.away,
        is_on_duty=person.is_on_duty,
        is_in_shift=is_in_shift(person.shifts, zone=branch.zone, at=now),
        skills=frozenset(person.valid),
        lapsed=frozenset(person.lapsed),
        languages=frozenset(person.spoken or [person.language]),
    )


def _line(verdict: Verdict, need: Need) -> dict[str, Any]:
    candidate = verdict.candidate
    return {
        "who": candidate.pk,
        "load": candidate.load,
        "speaks": candidate.speaks(need.language),
        "why_not": str(verdict.why_not or ""),
    }
