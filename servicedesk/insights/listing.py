"""The list behind a figure: the same scope and the same condition, so the same tickets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import NotFound
from servicedesk.insights.scope import Scope
from servicedesk.insights.selections import AGES, IS_OPEN, OPEN, PROMISES
from sla.metrics import RULES
from sla.models import Clock
from sla.selectors.figures import PromiseKey, clocks_of
from sla.units import Unit
from tickets.choices import Priority
from tickets.models import Ticket

Words = str | LazyText
PRIORITIES = dict(Priority.choices)
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
    is_about_promises: bool


def listing_of(scope: Scope, query: QueryDict) -> Listing:
    """What the address selects; raises NoSuchFigure."""
    show = query.get("show", "")
    if show == OPEN:
        return tickets_listing(scope, query)
    if show not in PROMISES:
        raise NoSuchFigure
    return promises_listing(scope, show, query)


def tickets_listing(scope: Scope, query: Mapping[str, str]) -> Listing:
    condition, details = IS_OPEN & owned_by(query, "owner_id"), owner_words(query)
    if priority := query.get("priority"):
        details.append(known(PRIORITIES, priority))
        condition &= Q(priority=priority)
    if age := query.get("age"):
        label, of_age = known(AGES, age)
        condition &= of_age(scope)
        details.append(label)
    rows: QuerySet[Ticket] = scope.tickets.filter(condition).for_rows().by_deadline()
    return Listing(rows, _("Open requests"), details, is_about_promises=False)


def promises_listing(scope: Scope, show: str, query: Mapping[str, str]) -> Listing:
    selection = PROMISES[show]
    condition, details = selection.condition(scope) & owned_by(query, "ticket__owner_id"), owner_words(query)
    if code := query.get("promise"):
        key = key_of(code)
        condition &= key.condition
        details.insert(0, key.title)
    if selection.is_of_period:
        details.append(scope.period.label)
    rows: QuerySet[Clock] = clocks_of(scope.tickets, condition)
    return Listing(rows, selection.label, details, is_about_promises=True)


def owned_by(query: Mapping[str, str], column: str) -> Q:
    owner = query.get("owner", "")
    if not owner:
        return Q()
    if not owner.isdecimal() or len(owner) > MOST_DIGITS:
        raise NoSuchFigure
    return Q(**{column: int(owner)})


def owner_words(query: Mapping[str, str]) -> list[Words]:
    owner = query.get("owner", "")
    return list(User.objects.filter(pk=owner).values_list("name", flat=True)) if owner.isdecimal() else []


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
