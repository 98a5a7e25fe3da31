"""When requests come, and how customers rate what was done: counts, with the conditions behind them."""

from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from tickets.querysets import TicketQuerySet


def received_at_hour(weekday: int, hour: int) -> Q:
    """Received on this day of the week (Monday is 1) in this hour, on the active zone's clock."""
    return Q(received_at__iso_week_day=weekday, received_at__hour=hour)


def count_by_hour(tickets: TicketQuerySet, among: Q) -> dict[tuple[int, int], int]:
    """How many requests `among` these came in each hour of the week that had any; one query."""
    when = {"weekday": ExtractIsoWeekDay("received_at"), "hour": ExtractHour("received_at")}
    rows: Any = tickets.order_by().filter(among).values(**when).annotate(number=Count("pk"))
    return {(row["weekday"], row["hour"]): row["number"] for row in rows}


def count_by_rating(tickets: TicketQuerySet, among: Q) -> dict[int | None, int]:
    """How many requests `among` these have each rating; `None`: without one; one query (A4.2)."""
    rows: Any = tickets.order_by().filter(among).values("rating").annotate(number=Count("pk"))
    return {row["rating"]: row["number"] for row in rows}
