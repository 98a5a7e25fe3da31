"""Several tickets at once: chosen rows, the bar in each of its states, the queue as a table of columns."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from servicedesk.desk.bulk import Taker, options_of
from servicedesk.desk.counts import Count
from servicedesk.desk.forms.bulk import TIERS, BulkForm
from servicedesk.desk.groups import MISSED, TODAY
from servicedesk.desk.looks import columns_of
from servicedesk.desk.queue_page import Section
from servicedesk.desk.rows import Row
from servicedesk.desk.styleguide.log import queue_rows
from sla.selectors.promises import PromiseView
from tickets.choices import BulkStep, Column, Sort
from tickets.looks import Look
from tickets.models import SavedView

PICKED = (0, 2)
HOURS_OLD = (2, 26, 75)
TABLE = Look((Column.NUMBER, Column.CUSTOMER, Column.OWNER, Column.STATE, Column.DUE, Column.AGE))


def several(promises: Sequence[PromiseView]) -> dict[str, Any]:
    return {"bars": bars(), "takers": options_of(_takers(), None), "tiers": TIERS, **table(promises)}


def picked(rows: list[Row]) -> list[Row]:
    """The rows, some of them chosen."""
    return [replace(row, is_picked=place in PICKED) for place, row in enumerate(rows)]


def bars() -> list[dict[str, Any]]:
    """As `queue/bulk.html` reads each; `withheld`: the steps that not all of the chosen ones allow."""
    more = _("{n} chosen")
    nothing_written = BulkForm(QueryDict("ticket=SR-26-01840@3&step=note"))
    nobody_named = BulkForm(QueryDict("ticket=SR-26-01840@3&step=owner"))
    return [
        {"says": _("One chosen"), "count": _("1 chosen"), "withheld": [BulkStep.UNWATCH]},
        {"says": _("Several chosen"), "count": more.format(n=3)},
        {
            "says": _("A step that not all of them allow is not offered"),
            "count": more.format(n=12),
            "withheld": [BulkStep.OWNER, BulkStep.PRIORITY],
        },
        {"says": _("Nothing written"), "count": more.format(n=3), "form": nothing_written},
        {"says": _("Nobody named"), "count": more.format(n=3), "form": nobody_named},
    ]


def _takers() -> list[Taker]:
    names = ((_("Chen Jie"), True), (_("Zhao Peng"), False))
    return [Taker(place, name, on, "") for place, (name, on) in enumerate(names)]


def table(promises: Sequence[PromiseView]) -> dict[str, Any]:
    """As `queue/table.html` and `queue/look.html` read it: two groups, and a view that is one's own."""
    rows = [
        replace(row, age=HOURS_OLD[place % len(HOURS_OLD)] * 3600)
        for place, row in enumerate(queue_rows(promises[:4], first=2210))
    ]
    return {
        "look": TABLE,
        "columns": columns_of(TABLE),
        "sorts": Sort,
        "look_view": SavedView(pk=0, name=_("Missed")),
        "sections": [Section(MISSED, Count(2), picked(rows[:2])), Section(TODAY, Count(2), rows[2:])],
    }
