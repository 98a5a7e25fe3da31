"""Who becomes the owner of a ticket: the agent who fits and has the least load, else the lead (A2.3, D3.3).

Four queries: the rules, the skills that the matter needs, the branch's agents with their skills and shifts,
and what they carry; the last alone inside `one_edition()`. Two more, and the rule locked, where people take
turns.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Branch, Role, User
from accounts.selectors.staff import recipients
from accounts.shifts import is_in_shift
from core.errors import Conflict
from tickets.choices import How
from tickets.choosing import BY_LOAD, MOST_NAMED, Candidate, Need, Verdict, Way, choose
from tickets.models import DispatchRule, DispatchTurn, SkillNeed, Ticket
from tickets.selectors.agents import agents_of, loads_of, person_of, rules_of, skill_needs


class NobodyToOwn(Conflict):
    code = "nobody_to_own"
    message = _("“{branch}” has neither an agent on duty nor a lead. An administrator must name a lead.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a matter decides who gets it."""

    kind: str
    product: str
    language: str
    channel: str = ""
    priority: str = ""
    nature: str = ""

    @classmethod
    def of(cls, ticket: Ticket) -> "Wanted":
        return cls(
            kind=ticket.kind,
            product=ticket.product,
            language=ticket.customer.language,
            channel=ticket.channel,
            priority=ticket.priority,
            nature=ticket.nature,
        )

    def need(self, needs: Iterable[SkillNeed]) -> Need:
        """What it asks of its owner, by those of the needs that apply to it."""
        found = [need for need in needs if need.applies_to(self.kind, self.product, self.nature)]
        nature = self.nature if any(need.nature for need in found) else ""
        return Need(frozenset(need.skill_id for need in found), self.language, nature)

    def falls_under(self, rule: DispatchRule) -> bool:
        return rule.applies_to(
            kind=self.kind, product=self.product, channel=self.channel, priority=self.priority
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """The owner, the rule that named him, and how everybody else stood."""

    owner: User
    rule: str
    need: Need
    verdicts: tuple[Verdict, ...] = ()
    by: DispatchRule | None = None

    def payload(self) -> dict[str, Any]:
        """For the log: ids, codes and numbers, so that "why this person" can be answered for ever."""
        return {
            "rule": self.rule,
            "by": self.by.pk if self.by else None,
            "skills": sorted(self.need.skills),
            "language": self.need.language,
            **({"nature": self.need.nature} if self.need.nature else {}),
            "considered": len(self.verdicts),
            "candidates": [_line(verdict, self.need) for verdict in self.verdicts[:MOST_NAMED]],
        }


def choose_owner(branch: Branch, wanted: Wanted, *, now: datetime, without: Collection[int] = ()) -> Choice:
    """Name an owner for a matter of `branch`, never one of `without`; raises NobodyToOwn.

    Within a transaction: where people take turns the rule is locked, so that two matters never take the same.
    """
    rule = first_of(rules_of(branch), wanted)
    if rule is not None and rule.how == How.ROUND_ROBIN:
        # none where somebody has just removed it: then the least load decides
        rule = DispatchRule.objects.select_for_update(no_key=True).filter(pk=rule.pk).first()
    pool = Pool(branch, skill_needs(), [rule] if rule else [], now=now, without=without)
    choice = pool.choose(wanted)
    if choice.rule == How.ROUND_ROBIN and rule is not None:
        _note_turn(rule, choice.owner)
    return choice


def first_of(rules: Iterable[DispatchRule], wanted: Wanted) -> DispatchRule | None:
    return next((rule for rule in rules if wanted.falls_under(rule)), None)


def _note_turn(rule: DispatchRule, owner: User) -> None:
    rule.turns += 1
    rule.save(update_fields=["turns"])
    DispatchTurn.objects.update_or_create(rule=rule, person=owner, defaults={"number": rule.turns})


class Pool:
    """The people of a branch who may take matters now; two queries, and one for turns. `give` counts on."""

    def __init__(
        self,
        branch: Branch,
        needs: Sequence[SkillNeed],
        rules: Sequence[DispatchRule],
        *,
        now: datetime,
        without: Collection[int] = (),
    ) -> None:
        self.branch, self.needs, self.rules, self.without = branch, needs, rules, without
        self.agents = {agent.id: agent for agent in agents_of(branch, now) if agent.id not in without}
        loads = loads_of(self.agents, now)
        self.candidates = {
            pk: _candidate(agent, branch, loads.get(pk, 0), now) for pk, agent in self.agents.items()
        }
        self.turns = _turns_of(rules)

    def choose(self, wanted: Wanted) -> Choice:
        """The owner of a matter; raises NobodyToOwn."""
        need = wanted.need(self.needs)
        rule = first_of(self.rules, wanted)
        way = self._way(rule)
        ruling = choose(self.candidates.values(), need, way)
        if ruling.chosen is None:
            return Choice(self._holder(), "lead_holds", need, ruling.verdicts, rule)
        owner = person_of(self.agents[ruling.chosen.pk])
        return Choice(owner, _name_of(way, owner), need, ruling.verdicts, rule)

    def _way(self, rule: DispatchRule | None) -> Way:
        if rule is None:
            return BY_LOAD
        return Way(How(rule.how), rule.person_id, self.turns.get(rule.pk, {}))

    def take_turn(self, choice: Choice) -> None:
        """Reckon with the turn that a choice took, without writing it down."""
        if choice.by is not None and choice.rule == How.ROUND_ROBIN:
            turns = self.turns.setdefault(choice.by.pk, {})
            turns[choice.owner.pk] = max(turns.values(), default=0) + 1

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


def _turns_of(rules: Sequence[DispatchRule]) -> dict[int, dict[int, int]]:
    """When each had his last turn, by rule; no query where nobody takes turns."""
    ids = [rule.pk for rule in rules if rule.how == How.ROUND_ROBIN and rule.pk]
    found: dict[int, dict[int, int]] = {}
    for turn in DispatchTurn.objects.filter(rule__in=ids) if ids else ():
        found.setdefault(turn.rule_id, {})[turn.person_id] = turn.number
    return found


def _name_of(way: Way, owner: User) -> str:
    """The code of the rule for the log; where the named one cannot take it the least load decides."""
    if way.how == How.ROUND_ROBIN or (way.how == How.FIXED and owner.pk == way.named):
        return way.how.value
    return "least_loaded"


def _candidate(agent: Any, branch: Branch, load: int, now: datetime) -> Candidate:
    return Candidate(
        pk=agent.id,
        load=load,
        is_away=agent.away,
        is_on_duty=agent.is_on_duty,
        is_in_shift=is_in_shift(agent.shifts, zone=agent.home_zone or branch.zone, at=now),
        skills=frozenset(agent.valid),
        lapsed=frozenset(agent.lapsed),
        languages=frozenset(agent.spoken or [agent.language]),
    )


def _line(verdict: Verdict, need: Need) -> dict[str, Any]:
    candidate = verdict.candidate
    return {
        "who": candidate.pk,
        "load": candidate.load,
        "speaks": candidate.speaks(need.language),
        "why_not": str(verdict.why_not or ""),
    }
