"""The terms of signed promises, read once per process: a signed version never changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from core.worktime import Convention, Timetable
from sla.metrics import RULES, MetricRule
from sla.models import Promise
from sla.rungs import Ladder, read_ladder
from sla.timing import Terms
from sla.units import Unit
from tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class PromiseTerms:
    """A promise without the database: `applies_to` names the values of a ticket's facts it holds for."""

    id: int
    version_id: int
    position: int
    clause: str
    metric: str
    applies_to: Mapping[str, frozenset[str]]
    unit: str
    agreed: int
    limit: int
    convention: Convention
    calendar_id: int | None
    sends_itself: bool
    ladders: Mapping[str, Ladder]

    @property
    def rule(self) -> MetricRule:
        return RULES[self.metric]

    def applies(self, facts: Mapping[str, str]) -> bool:
        """Whether it holds for a ticket with these facts; a fact it does not name does not matter."""
        return all(facts[name] in values for name, values in self.applies_to.items())

    def may_apply(self, facts: Mapping[str, str]) -> bool:
        """Whether it can hold for a ticket of which only these facts are known yet."""
        return all(facts.get(name) in {None, *values} for name, values in self.applies_to.items())

    @property
    def needs_calendar(self) -> bool:
        """Whether its time depends on a calendar: counted in working time, or by the working day."""
        return self.unit != Unit.ELAPSED or self.rule.is_dated

    def under(self, priority: str, timetable: Timetable) -> Terms:
        """What was agreed, counted by `timetable`, with the ladder of `priority`."""
        return Terms(self.unit, self.agreed, self.limit, self.ladders[priority], timetable, self.convention)


def facts_of(ticket: Ticket) -> dict[str, str]:
    """What `applies_to` may ask about."""
    return {
        "kind": str(ticket.kind),
        "priority": str(ticket.priority),
        "complexity": str(ticket.complexity),
        "channel": str(ticket.channel),
    }


@lru_cache(maxsize=1024)
def terms_of_version(version_id: int) -> tuple[PromiseTerms, ...]:
    """The promises of a signed version, in the letter's order."""
    return tuple(_read(row) for row in Promise.objects.filter(version=version_id).order_by("position"))


@lru_cache(maxsize=8192)
def terms_of(promise_id: int) -> PromiseTerms:
    """The terms of one promise of a signed version; raises Promise.DoesNotExist."""
    version_id = Promise.objects.values_list("version", flat=True).get(pk=promise_id)
    return next(terms for terms in terms_of_version(version_id) if terms.id == promise_id)


def _read(row: Promise) -> PromiseTerms:
    return PromiseTerms(
        id=row.pk,
        version_id=row.version_id,
        position=row.position,
        clause=row.clause,
        metric=row.metric,
        applies_to={name: frozenset(values) for name, values in row.applies_to.items()},
        unit=row.unit,
        agreed=row.agreed,
        limit=row.limit,
        convention=cast("Convention", row.convention),
        calendar_id=row.calendar_id,
        sends_itself=row.sends_itself,
        ladders={priority: read_ladder(ladder) for priority, ladder in row.ladders.items()},
    )
