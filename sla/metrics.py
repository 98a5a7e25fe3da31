"""The metrics of a promise as a table: what starts each clock, the only things that stop it, what pauses it.

A further metric is a further row (semantics, section 3).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from sla.facts import Fact
from tickets.choices import State
from tickets.promises import Metric


@dataclass(frozen=True, slots=True)
class MetricRule:
    """One row: every clock of these metrics starts when the request was received, or reopened.

    `sentence` takes the time allowed: "Contact within 2 hours". `restarts` says that every reopening starts a
    new cycle; the others get one only when `resolved` had stopped them.
    """

    stops_on: frozenset[Fact]
    pauses_while: frozenset[State]
    sentence: str
    restarts: bool = False


WORK_PAUSES = frozenset({State.WAITING_CUSTOMER, State.SCHEDULED})

RULES: Mapping[str, MetricRule] = {
    Metric.CONTACT: MetricRule(
        stops_on=frozenset({Fact.TWO_WAY_CONTACT, Fact.CUSTOMER_CONFIRMED}),
        pauses_while=frozenset(),
        sentence=gettext_noop("Contact within {time}"),
        restarts=True,
    ),
    Metric.INITIAL_FIX: MetricRule(
        stops_on=frozenset({Fact.SOLUTION_SENT, Fact.RESOLUTION_SENT}),
        pauses_while=WORK_PAUSES,
        sentence=gettext_noop("First fix within {time}"),
    ),
    Metric.PLAN: MetricRule(
        stops_on=frozenset({Fact.PLAN_SENT, Fact.RESOLUTION_SENT}),
        pauses_while=WORK_PAUSES,
        sentence=gettext_noop("Written plan within {time}"),
    ),
}
