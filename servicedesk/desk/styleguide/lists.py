"""Lists of the manager's pages: breaches, promises at risk, a week of hours, what a publication changes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from accounts.models import User
from servicedesk.desk.rows import Row
from sla.models import Breach, Clock, Decision
from tickets.choices import Priority
from tickets.promises import Metric

HOURS = ("08:30–12:00, 13:00–17:30", [(510, 210), (780, 270)])
FREE = (5, 6)


def lists(rows: Sequence[Row], now: datetime) -> dict[str, Any]:
    """As the templates of the insights read them."""
    return {
        "breaches": breaches(rows[0], now),
        "page": page(),
        "risky": rows[:3],
        "week": week(),
        "changes": changes(now),
        "clause": clause(),
    }


def breaches(row: Row, now: datetime) -> list[tuple[Breach, str]]:
    """Open, of a department's task, excused, contested, decided."""
    facts: dict[str, Any] = {"ticket": row.ticket, "responsible": User(name=_("Chen Jie"))}
    facts |= {"noticed_at": now, "due_at": now - timedelta(hours=1)}
    kinds: list[dict[str, Any]] = [
        {"clock": Clock(pk=41)},
        {"clock": Clock(pk=42, task_number=1)},
        {"clock": Clock(pk=43), "excused_at": now},
        {"clock": Clock(pk=44), "is_contested": True},
        {"clock": Clock(pk=45), "is_contested": True, "decision": Decision.LATE},
    ]
    return [(Breach(**facts, **kind), str(Metric.CONTACT.label)) for kind in kinds]


def history(now: datetime) -> list[dict[str, Any]]:
    """As `registry/history.html` reads it: a change, and how it was entered."""
    row = {"actor_name": _("Chen Jie"), "changed_at": now}
    changed = {"label": _("phone"), "was": "138 0013 8000", "now_is": "139 5551 2040"}
    return [{"row": row, "fields": [changed]}, {"row": row}]


def page() -> Page[int]:
    """One in the middle."""
    return Paginator(range(60), 25).page(2)


def week() -> list[dict[str, Any]]:
    words, bars = HOURS
    return [
        {"name": name, "words": _("closed")} if day in FREE else {"name": name, "words": words, "bars": bars}
        for day, name in WEEKDAYS.items()
    ]


def changes(now: datetime) -> list[dict[str, Any]]:
    facts = {"note": _("Spring Festival"), "before": HOURS[0], "after": _("closed")}
    return [facts | {"day": now.date() + timedelta(days=ahead)} for ahead in (30, 31)]


def clause() -> dict[str, Any]:
    """As `letter_promise.html` reads it."""
    rungs = [
        {"when": _("50 % of the time"), "then": _("the owner")},
        {"when": _("missed"), "then": _("the owner and the lead")},
    ]
    return {
        "id": 0,
        "clause": "A2.1",
        "title": Metric.CONTACT.label,
        "applies": _("urgent requests"),
        "details": [_("Within 30 minutes"), _("Counted at every hour of the day")],
        "ladders": [{"priorities": Priority.URGENT.label, "rungs": rungs}],
    }
