"""The metrics of a promise as a table: what starts each clock, the only things that stop it, what pauses it.

A further metric is a further row (semantics, section 3).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_noop

from sla.facts import Fact
from tickets.choices import State
from tickets.promises import Metric


class Start(StrEnum):
    """What a clock begins with."""

    RECEIVED = "received"  # or reopened
    PROMISED_DATE = "promised_date"
    WORKING_DAY = "working_day"
    RESOLVED = "resolved"
    ASKED = "asked"  # a department, for a task


@dataclass(frozen=True, slots=True)
class MetricRule:
    """One row. `sentence` takes the time allowed: "Contact within 2 hours".

    `restarts` says that every reopening starts a new cycle; the others get one only when `resolved` had
    stopped them.
    """

    stops_on: frozenset[Fact]
    sentence: str
    pauses_while: frozenset[State] = frozenset()
    starts: Start = Start.RECEIVED
    restarts: bool = False

    @property
    def is_dated(self) -> bool:
        """Whether its due is a date that is set, not an amount of time."""
        return self.starts in {Start.PROMISED_DATE, Start.WORKING_DAY, Start.ASKED}


WORK_PAUSES = frozenset({State.WAITING_CUSTOMER, State.SCHEDULED})

RULES: Mapping[str, MetricRule] = {
    Metric.RESPONSE: MetricRule(
        stops_on=frozenset({Fact.OUTWARD_SENT, Fact.REACHED}),
        sentence=gettext_noop("Response within {time}"),
    ),
    Metric.CONTACT: MetricRule(
        stops_on=frozenset({Fact.TWO_WAY_CONTACT, Fact.CUSTOMER_CONFIRMED}),
        sentence=gettext_noop("Contact within {time}"),
        restarts=True,
    ),
    Metric.DIAGNOSIS: MetricRule(
        stops_on=frozenset({Fact.DIAGNOSED}),
        sentence=gettext_noop("Diagnosis within {time}"),
    ),
    Metric.INITIAL_FIX: MetricRule(
        stops_on=frozenset({Fact.SOLUTION_SENT, Fact.DATED_SOLUTION_SENT, Fact.RESOLUTION_SENT}),
        pauses_while=WORK_PAUSES,
        sentence=gettext_noop("First fix within {time}"),
    ),
    Metric.PLAN: MetricRule(
        stops_on=frozenset({Fact.PLAN_SENT, Fact.RESOLUTION_SENT}),
        pauses_while=WORK_PAUSES,
        sentence=gettext_noop("Written plan within {time}"),
    ),
    Metric.SOLUTION: MetricRule(
        stops_on=frozenset({Fact.DATED_SOLUTION_SENT, Fact.RESOLUTION_SENT}),
        pauses_while=WORK_PAUSES,
        sentence=gettext_noop("Solution with a date within {time}"),
    ),
    Metric.RESOLUTION: MetricRule(
        starts=Start.PROMISED_DATE,
        stops_on=frozenset({Fact.RESOLUTION_SENT}),
        pauses_while=WORK_PAUSES,
        sentence=gettext_noop("Solved by the promised date"),
    ),
    Metric.PROGRESS_UPDATE: MetricRule(
        starts=Start.WORKING_DAY,
        stops_on=frozenset({Fact.PROGRESS_SENT}),
        pauses_while=frozenset({State.SCHEDULED}),
        sentence=gettext_noop("An update every working day"),
    ),
    Metric.FOLLOW_UP: MetricRule(
        starts=Start.RESOLVED,
        stops_on=frozenset({Fact.TWO_WAY, Fact.CUSTOMER_CONFIRMED, Fact.NOT_SOLVED}),
        sentence=gettext_noop("Follow-up within {time}"),
    ),
    Metric.DEPARTMENT_TASK: MetricRule(
        starts=Start.ASKED,
        stops_on=frozenset({Fact.TASK_DONE}),
        sentence=gettext_noop("A department's task done by the time set for it"),
    ),
}
