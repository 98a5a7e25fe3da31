"""Rows of the lists: a promise with its ticket, ready to be shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from servicedesk.insights.scope import Scope
from servicedesk.insights.selections import PROMISES
from sla.models import Clock
from sla.selectors.figures import clocks_of
from sla.selectors.promises import PromiseView, promises_of
from tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class PromiseRow:
    ticket: Ticket
    promise: PromiseView


def promise_rows(clocks: Sequence[Clock], scope: Scope) -> list[PromiseRow]:
    """The clocks as promises, in the same order; two queries for any number."""
    views = promises_of({clock.ticket for clock in clocks}, now=scope.now)
    by_clock = {view.clock_id: view for mine in views.values() for view in mine}
    return [PromiseRow(clock.ticket, by_clock[clock.pk]) for clock in clocks]


def selected_clocks(scope: Scope, show: str) -> QuerySet[Clock]:
    return clocks_of(scope.tickets, PROMISES[show].condition(scope))
