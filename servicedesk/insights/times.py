"""The two service times of letter B: one card each, every figure with the requests behind it (B1.2, B1.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from servicedesk.insights.scope import Scope
from servicedesk.insights.selections import Figure, list_url
from sla.selectors.service_times import Measure, Times, count_waiting, service_times

Words = str | LazyText
# What each is called, and from when to when it counts.
NAMES: Mapping[Measure, tuple[Words, Words]] = {
    Measure.RESPONSE: (
        _("Service response time"),
        _(
            "From the request's receipt to the start of service (first two-way contact, visit or session), "
            "nights and waits included. Counted when service began."
        ),
    ),
    Measure.COMPLETION: (
        _("Service completion time"),
        _(
            "From the start of service to the customer's confirmation of the result, nights and waits "
            "included. Counted when the customer confirmed."
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class TimeCard:
    """`all`, `within`, `beyond` and `waiting` count requests; `percent` is cut like those of the promises."""

    measure: Measure
    title: Words
    definition: Words
    median: timedelta | None
    percentile_90: timedelta | None
    all: Figure
    within: Figure
    beyond: Figure
    waiting: Figure

    @property
    def promised(self) -> int:
        return self.within.number + self.beyond.number

    @property
    def percent(self) -> float | None:
        return int(1000 * self.within.number / self.promised) / 10 if self.promised else None


def time_cards(scope: Scope) -> list[TimeCard]:
    """Response, then completion, in the chosen period; two queries."""
    times = service_times(scope.tickets, scope.period.since, scope.period.until, scope.now)
    waits = count_waiting(scope.tickets)
    return [card_of(scope, measure, times[measure], waits[measure]) for measure in Measure]


def card_of(scope: Scope, measure: Measure, times: Times, waits: int) -> TimeCard:
    title, definition = NAMES[measure]
    return TimeCard(
        measure=measure,
        title=title,
        definition=definition,
        median=times.median,
        percentile_90=times.percentile_90,
        all=Figure(times.number, list_url(scope, measure)),
        within=Figure(times.within, list_url(scope, f"{measure}_within")),
        beyond=Figure(times.beyond, list_url(scope, f"{measure}_beyond")),
        waiting=Figure(waits, list_url(scope, f"{measure}_waiting")),
    )
