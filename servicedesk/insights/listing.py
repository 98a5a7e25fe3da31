"""The list behind a figure: the same scope and the same condition, so the same tickets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.functional import Promise as LazyText
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.errors import NotFound
from servicedesk.insights.scope import Scope
from servicedesk.insights.selections import AGES, PROMISES, REQUESTS, Selection
from sla.metrics import RULES
from sla.models import Clock
from sla.selectors.figures import PromiseKey, clocks_of
from sla.selectors.service_times import with_time_taken
from sla.units import Unit
from tickets.choices import Priority
from tickets.selectors.patterns import received_at_hour

Words = str | LazyText
PRIORITIES = dict(Priority.choices)
HOURS = {str(hour): hour for hour in range(24)}
WEEKDAYS = {str(day + 1): day + 1 for day in DAY_NAMES}
SCORES = {str(score): score for score in range(1, 6)}
MOST_DIGITS = 18  # of a row's number


class NoSuchFigure(NotFound):
    code = "no_such_figure"
    message = _("There is no such figure. Open the list from the dashboard.")


@dataclass(frozen=True, slots=True)
class Listing:
    """`rows` in the order of urgency; `label` and `details` say what was selected."""

    rows: QuerySet[Any]
    label: Words
    details: list[Words]
    is_about_promises: bool = False
    is_timed: bool = False


def listing_of(scope: Scope, query: QueryDict) -> Listing:
    """What the address selects; raises NoSuchFigure."""
    show = query.get("show", "")
    if show in REQUESTS:
        return tickets_listing(scope, REQUESTS[show], query)
    if show not in PROMISES:
        raise NoSuchFigure
    return promises_listing(scope, PROMISES[show], query)


def tickets_listing(scope: Scope, selection: Selection, query: Mapping[str, str]) -> Listing:
    condition = selection.condition(scope) & owned_by(query, "owner_id")
    details = owner_words(scope, query)
    if priority := query.get("priority"):
        details.append(known(PRIORITIES, priority))
        condition &= Q(priority=priority)
    if age := query.get("age"):
        label, of_age = known(AGES, age)
        condition &= of_age(scope)
        details.append(label)
    for narrowed, words in (at_hour(query), with_score(query)):
        condition &= narrowed
        details += words
    if selection.is_of_period:
        details.append(scope.period.label)
    found = scope.tickets.filter(condition).for_rows()
    rows = with_time_taken(found, selection.measure) if selection.measure else found.by_deadline()
    return Listing(rows, selection.label, details, is_timed=selection.measure is not None)


def promises_listing(scope: Scope, selection: Selection, query: Mapping[str, str]) -> Listing:
    condition, details = (
        selection.condition(scope) & owned_by(query, "ticket__owner_id"),
        owner_words(scope, query),
    )
    if code := query.get("promise"):
        key = key_of(code)
        condition &= key.condition
        details.insert(0, key.title)
    if selection.is_of_period:
        details.append(scope.period.label)
    rows: QuerySet[Clock] = clocks_of(scope.tickets, condition)
    return Listing(rows, selection.label, details, is_about_promises=True)


def at_hour(query: Mapping[str, str]) -> tuple[Q, list[Words]]:
    """Those received in one hour of the week; of a figure of arrivals."""
    if "weekday" not in query:
        return Q(), []
    weekday, hour = known(WEEKDAYS, query["weekday"]), known(HOURS, query.get("hour", ""))
    said = _("{weekday}, {hour}:00 to {hour}:59")
    words = format_lazy(said, weekday=DAY_NAMES[weekday - 1], hour=f"{hour:02}")
    return received_at_hour(weekday, hour), [words]


def with_score(query: Mapping[str, str]) -> tuple[Q, list[Words]]:
    """Those rated so by the customer."""
    if "score" not in query:
        return Q(), []
    score = known(SCORES, query["score"])
    return Q(rating=score), [format_lazy(_("rated {score} of 5"), score=score)]


def owned_by(query: Mapping[str, str], column: str) -> Q:
    owner = query.get("owner", "")
    if not owner:
        return Q()
    if not owner.isdecimal() or len(owner) > MOST_DIGITS:
        raise NoSuchFigure
    return Q(**{column: int(owner)})


def owner_words(scope: Scope, query: Mapping[str, str]) -> list[Words]:
    """The owner's name, for those who see something of his."""
    owner = query.get("owner", "")
    return list(scope.tickets.owned_by(int(owner)).values_list("owner__name", flat=True)[:1]) if owner else []


def key_of(code: str) -> PromiseKey:
    """The promise named in an address."""
    try:
        clause, metric, agreed, unit = code.split(",")
        key = PromiseKey(clause, metric, int(agreed), unit)
    except ValueError as error:
        raise NoSuchFigure from error
    if metric not in RULES or unit not in Unit.values or "\0" in clause:
        raise NoSuchFigure
    return key


def known(table: Mapping[str, Any], name: str) -> Any:
    if name not in table:
        raise NoSuchFigure
    return table[name]
