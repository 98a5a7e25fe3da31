"""What a customer can hold us to, before the request is sent: "What you can hold us to"."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise as LazyText

from accounts.selectors.branches import branch_for
from core.moments import to_second
from sla.metrics import Start
from sla.selectors.commitments import version_for
from sla.selectors.terms import PromiseTerms, terms_of_version
from sla.selectors.timetables import timetable_of, version_for_clock
from sla.wording import title_of
from tickets.choices import PRIORITY_OF_IMPACT, Channel, Complexity, Impact, Priority


@dataclass(frozen=True, slots=True)
class PledgeLine:
    """One promise that would be made now; `complexity` is empty unless it holds for one complexity only."""

    clause: str
    metric: str
    text: str | LazyText
    agreed: int
    unit: str
    due_at: datetime
    complexity: str


def pledge(*, kind: str, impact: str = "", product: str = "", now: datetime) -> list[PledgeLine]:
    """What a request received at `now` would be promised, for either complexity; nothing without a letter."""
    version = version_for(customer_id=None, product=product, kind=kind, branch_id=None, at=now)
    if version is None:
        return []
    priority = PRIORITY_OF_IMPACT[Impact(impact)] if impact in Impact.values else Priority.NORMAL
    return [
        PledgeLine(
            clause=terms.clause,
            metric=terms.metric,
            text=title_of(terms.metric, terms.agreed, terms.unit),
            agreed=terms.agreed,
            unit=terms.unit,
            due_at=_due_at(terms, priority, to_second(now)),
            complexity=_only(terms.applies_to.get("complexity")),
        )
        for terms in terms_of_version(version.pk)
        if terms.rule.starts is Start.RECEIVED
        and terms.may_apply({"kind": kind, "priority": priority.value, "channel": Channel.WEB.value})
    ]


def _due_at(terms: PromiseTerms, priority: Priority, now: datetime) -> datetime:
    """Counted in the hours of the branch that takes what nobody else takes."""
    branch_id = branch_for(None).pk if terms.needs_calendar else 0
    timetable = timetable_of(version_for_clock(terms, branch_id))
    return terms.under(priority.value, timetable).due_from(now)


def _only(complexities: frozenset[str] | None) -> str:
    if complexities is None or len(complexities) == len(Complexity):
        return ""
    return min(complexities)
