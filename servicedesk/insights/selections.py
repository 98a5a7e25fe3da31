"""Every figure of the dashboard by name: the condition that counts it is the condition that lists it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from servicedesk.insights.scope import Scope
from sla.selectors.figures import NOT_KEPT, OUTCOMES, at_risk, due_until, past_due
from sla.selectors.service_times import Measure, beyond, ended, waiting, within
from sla.selectors.service_times_by import registered
from tickets.choices import State


@dataclass(frozen=True, slots=True)
class Selection:
    """One kind of figure: its name for people, and the condition for a scope; `measure` is what rows show."""

    label: str | LazyText
    condition: Callable[[Scope], Q]
    is_of_period: bool = False
    measure: Measure | None = None


def due_within(hours: int) -> Callable[[Scope], Q]:
    return lambda scope: due_until(scope.now, scope.now + timedelta(hours=hours))


# Figures that count promises (clocks).
PROMISES: Mapping[str, Selection] = {
    "due": Selection(_("Fell due"), lambda scope: scope.in_period, is_of_period=True),
    "kept": Selection(_("Kept"), lambda scope: scope.in_period & OUTCOMES["kept"], is_of_period=True),
    "late": Selection(_("Kept late"), lambda scope: scope.in_period & OUTCOMES["late"], is_of_period=True),
    "missed": Selection(_("Missed"), lambda scope: scope.in_period & OUTCOMES["missed"], is_of_period=True),
    "open_late": Selection(_("Late and open"), lambda s: s.in_period & OUTCOMES["open"], is_of_period=True),
    "not_kept": Selection(_("Not kept in time"), lambda scope: scope.in_period & NOT_KEPT, is_of_period=True),
    "at_risk": Selection(_("At risk now"), lambda scope: at_risk(scope.now)),
    "past_due": Selection(_("Late now"), lambda scope: past_due(scope.now)),
    "missed_today": Selection(_("Missed today"), lambda scope: scope.today & NOT_KEPT),
    "due_1": Selection(_("Due within 1 hour"), due_within(1)),
    "due_4": Selection(_("Due within 4 hours"), due_within(4)),
    "due_24": Selection(_("Due within 24 hours"), due_within(24)),
}
BY_OUTCOME = ("due", "kept", "late", "missed", "open_late", "not_kept")
COMING = {"due_1": 1, "due_4": 4, "due_24": 24}

# Figures that count tickets; ages count from when the customer asked.
DAY = timedelta(days=1)
AGES: Mapping[str, tuple[str | LazyText, Callable[[Scope], Q]]] = {
    "under-1": (_("under 1 day"), lambda s: Q(received_at__gt=s.now - DAY)),
    "1-3": (_("1 to 3 days"), lambda s: Q(received_at__lte=s.now - DAY, received_at__gt=s.now - 3 * DAY)),
    "3-7": (_("3 to 7 days"), lambda s: Q(received_at__lte=s.now - 3 * DAY, received_at__gt=s.now - 7 * DAY)),
    "over-7": (_("over 7 days"), lambda s: Q(received_at__lte=s.now - 7 * DAY)),
}
OPEN = "open"
IS_OPEN = ~Q(state=State.CLOSED)


def measured(
    measure: Measure,
    label: str | LazyText,
    verdict: Callable[[Measure, datetime], Q] = lambda _measure, _now: Q(),
) -> Selection:
    """The requests behind a service time of the period; `verdict` narrows them by what became of promises."""

    def condition(scope: Scope) -> Q:
        among = ended(measure, scope.period.since, scope.period.until, scope.now)
        return among & verdict(measure, scope.now)

    return Selection(label, condition, is_of_period=True, measure=measure)


RESPONSE, COMPLETION = Measure
REQUESTS: Mapping[str, Selection] = {
    OPEN: Selection(_("Open requests"), lambda _scope: IS_OPEN),
    "registered": Selection(
        _("Requests registered"),
        lambda s: registered(s.period.since, s.period.until, s.now),
        is_of_period=True,
    ),
    "response": measured(RESPONSE, _("Service begun")),
    "response_within": measured(RESPONSE, _("Service begun, the promise kept"), within),
    "response_beyond": measured(RESPONSE, _("Service begun, the promise not kept"), beyond),
    "response_waiting": Selection(_("Waiting for service to begin"), lambda _scope: waiting(RESPONSE)),
    "completion": measured(COMPLETION, _("Confirmed by the customer")),
    "rated": Selection(
        _("Rated by the customer"),
        lambda s: ended(COMPLETION, s.period.since, s.period.until, s.now) & Q(rating__isnull=False),
        is_of_period=True,
    ),
    "completion_within": measured(COMPLETION, _("Confirmed, the promise kept"), within),
    "completion_beyond": measured(COMPLETION, _("Confirmed, the promise not kept"), beyond),
    "completion_waiting": Selection(_("Begun, not confirmed yet"), lambda _scope: waiting(COMPLETION)),
}


def conditions(scope: Scope, *names: str) -> dict[str, Q]:
    """The conditions of several figures about promises, to be counted in one query."""
    return {name: PROMISES[name].condition(scope) for name in names}


def list_url(scope: Scope, show: str, **narrower: object) -> str:
    """The address of the list behind a figure."""
    return f"{reverse('insights:tickets')}?{urlencode(scope.query | {'show': show} | narrower)}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the list of exactly what it counts."""

    number: int
    url: str
