"""The charts of the manager's pages, with figures that are nobody's."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from core.charts import bars_of, floor_of, path_of, spark_of, step_of
from tickets.choices import Priority

SHARES = [97.1, 96.4, None, None, 91.0, 94.2, 95.0, 99.1, 98.0, 100.0, 97.5, 98.8]
AGES = ("1 h", "1 d", "3 d", "7 d")
OPEN = {Priority.URGENT: [2, 1, 0, 0], Priority.IMPORTANT: [6, 4, 2, 1], Priority.NORMAL: [9, 0, 7, 3]}
NOWHERE = "#guide-charts"
DAYS = list(zip(WEEKDAYS.values(), WEEKDAYS_ABBR.values(), strict=True))


def charts(now: datetime) -> dict[str, Any]:
    """Each of them, and those that can be empty."""
    return {
        "trend": trend(now, SHARES),
        "line": line(now, SHARES),
        "no_line": line(now, [None] * len(SHARES)),
        "arrivals": arrivals(),
        "days": DAYS,
        "ratings": ratings(),
        "backlog": backlog(),
        "nothing_open": nothing_open(),
    }


def trend(now: datetime, shares: list[float | None]) -> dict[str, Any]:
    weeks = [now - timedelta(weeks=back) for back in reversed(range(len(shares)))]
    return {"spark": spark_of(weeks, shares), "weeks": len(shares)}


def backlog() -> dict[str, Any]:
    """As `insights/backlog.html` reads it."""
    longest = max(map(sum, OPEN.values()))
    return {
        "total": figure(sum(map(sum, OPEN.values()))),
        "ages": AGES,
        "lines": [
            {
                "priority": priority,
                "total": figure(sum(numbers)),
                "stretches": [
                    {"label": age, "figure": figure(number), "bar": bar}
                    for age, number, bar in zip(AGES, numbers, bars_of(numbers, longest), strict=True)
                ],
            }
            for priority, numbers in OPEN.items()
        ],
    }


def nothing_open() -> dict[str, Any]:
    return {"total": figure(0)}


def line(now: datetime, shares: list[float | None]) -> dict[str, Any]:
    """As `insights/trend.html` reads it; without any share it is empty."""
    begins = [now - timedelta(weeks=back) for back in reversed(range(len(shares)))]
    weeks = [
        {"begins": week, "behind": figure(40), "percent": share, "time": None, "is_known": share is not None}
        for week, share in zip(begins, shares, strict=True)
    ]
    known = [week for week in weeks if week["is_known"]]
    low = floor_of(shares)
    return {
        "name": "promises",
        "title": _("Promises kept"),
        "path": path_of(shares, low, 100),
        "low": {"percent": low, "time": None},
        "high": {"percent": 100, "time": None},
        "weeks": weeks,
        "latest": known[-1] if known else None,
        "before": known[-2] if known else None,
    }


def arrivals() -> dict[str, Any]:
    """As `insights/arrivals.html` reads it: office hours, Mondays most of all."""
    numbers = [[max(0, (5 - abs(hour - 12)) * (8 - day) // 4) for day in range(1, 8)] for hour in range(24)]
    most = max(map(max, numbers))
    return {
        "total": figure(sum(map(sum, numbers))),
        "rows": [
            [{"hour": hour, "behind": figure(number), "step": step_of(number, most)} for number in row]
            for hour, row in enumerate(numbers)
        ],
    }


def ratings() -> dict[str, Any]:
    """As `insights/ratings.html` reads it."""
    numbers = {5: 31, 4: 12, 3: 4, 2: 0, 1: 2}
    return {
        "confirmed": figure(61),
        "rated": figure(49),
        "average": 4.4,
        "lines": [
            {"score": score, "behind": figure(number), "bar": bars_of([number], 31)[0]}
            for score, number in numbers.items()
        ],
    }


def figure(number: int) -> dict[str, Any]:
    return {"number": number, "url": NOWHERE}
