"""What a customer can hold us to, before the request is sent: "What you can hold us to"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise as LazyText

from accounts.selectors.branches import branch_for
from core.moments import to_second
from core.worktime import Timetable
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
    return pledges(kind=kind, impacts=[impact], product=product, now=now)[impact]


def pledges(
    *, kind: str, impacts: Sequence[str], product: str = "", now: datetime
) -> dict[str, list[PledgeLine]]:
    """The same for each of `impacts`; the letter and its hours are looked up once."""
    promised: dict[str, list[PledgeLine]] = {impact: [] for impact in impacts}
    version = version_for(customer_id=None, product=product, kind=kind, branch_id=None, at=now)
    for terms in terms_of_version(version.pk) if version else ():
        if terms.rule.starts is not Start.RECEIVED:
            continue
        timetable = _timetable(terms)
        for impact in impacts:
            priority = _priority(impact)
            if terms.may_apply({"kind": kind, "priority": priority, "channel": Channel.WEB.value}):
                due_at = terms.under(priority, timetable).due_from(to_second(now))
                promised[impact].append(_line(terms, due_at))
    return promised


def _priority(impact: str) -> str:
    return (PRIORITY_OF_IMPACT[Impact(impact)] if impact in Impact.values else Priority.NORMAL).value


def _timetable(terms: PromiseTerms) -> Timetable:
    """Counted in the hours of the branch that takes what nobody else takes."""
    branch_id = branch_for(None).pk if terms.needs_calendar else 0
    return timetable_of(version_for_clock(terms, branch_id))


def _line(terms: PromiseTerms, due_at: datetime) -> PledgeLine:
    return PledgeLine(
        clause=terms.clause,
        metric=terms.metric,
        text=title_of(terms.metric, terms.agreed, terms.unit),
        agreed=terms.agreed,
        unit=terms.unit,
        due_at=due_at,
        complexity=_only(terms.applies_to.get("complexity")),
    )


def _only(complexities: frozenset[str] | None) -> str:
    if complexities is None or len(complexities) == len(Complexity):
        return ""
    return min(complexities)
