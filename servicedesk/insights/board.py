"""The dashboard's context, in a fixed number of queries."""

from typing import Any

from servicedesk.insights.backlog import backlog_of
from servicedesk.insights.cards import WEEKS, cards_of
from servicedesk.insights.people import worst_owners
from servicedesk.insights.rows import promise_rows, selected_clocks
from servicedesk.insights.scope import Scope
from servicedesk.insights.selections import COMING, PROMISES, Figure, conditions, list_url
from servicedesk.insights.times import time_cards
from sla.selectors.commitments import in_force
from sla.selectors.figures import clocks_of, count, due_from
from sla.units import Unit
from sla.wording import amount_lazy

SHOWN = 5
SHOWN_OWNERS = 8
HOUR = 3600
WATCHED = ("at_risk", "past_due", "missed_today", *COMING)


def board_of(scope: Scope) -> dict[str, Any]:
    """Cards first, then what can still be saved, then what cannot, then who and what is behind it."""
    numbers = count(scope.tickets, conditions(scope, *WATCHED))
    risky = list(selected_clocks(scope, "at_risk")[:SHOWN])
    missed = list(selected_clocks(scope, "missed_today").order_by("-due_at", "-pk")[:SHOWN])
    rows = promise_rows([*risky, *missed], scope)
    return {
        "letter": in_force(scope.now),
        "weeks": WEEKS,
        "cards": cards_of(scope),
        "times": time_cards(scope),
        "watched": {name: Figure(number, list_url(scope, name)) for name, number in numbers.items()},
        "coming": [
            (
                amount_lazy(hours * HOUR, Unit.ELAPSED),
                PROMISES[name].label,
                Figure(numbers[name], list_url(scope, name)),
            )
            for name, hours in COMING.items()
        ],
        "risky": rows[: len(risky)],
        "missed": rows[len(risky) :],
        "next_due": clocks_of(scope.tickets, due_from(scope.now)).first(),
        "owners": worst_owners(scope, SHOWN_OWNERS),
        "backlog": backlog_of(scope),
    }
