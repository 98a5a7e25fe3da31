"""Every figure of the dashboard by name: the condition that counts it is the condition that lists it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from servicedesk.insights.scope import Scope
from sla.selectors.figures import NOT_KEPT, OUTCOMES, at_risk, due_until, past_due
from tickets.choices import State


@dataclass(frozen=True, slots=True)
class Selection:
    """One kind of figure: its name for people, and the condition for a scope."""

    label: str | LazyText
    condition: Callable[[Scope], Q]
    is_of_period: bool = False


def within(hours: int) -> Callable[[Scope], Q]:
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
    "due_1": Selection(_("Due within 1 hour"), within(1)),
    "due_4": Selection(_("Due within 4 hours"), within(4)),
    "due_24": Selection(_("Due within 24 hours"), within(24)),
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
