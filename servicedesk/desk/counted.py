"""What every page of the desk counts: put together once for readers of a kind, counted anew."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import DateTimeField, QuerySet

from core.actors import Actor
from core.prepared import Given
from notifications.selectors import unread_alerts
from servicedesk.desk.counts import Count, Counting
from servicedesk.desk.filters import FLAGS, filters_with
from servicedesk.desk.groups import Bounds, conditions
from tickets.selectors.tickets import ME, NOW, QueueFilters, any_like, queue, visible_tickets, who

SOON, LATER = Given("soon", DateTimeField()), Given("later", DateTimeField())


def count_places(actor: Actor, saved: Mapping[str, QuerySet[Any]], *, now: datetime) -> dict[str, Count]:
    """How many tickets each flag has, "all" and those of `saved` views, and "unread" alerts. One query."""
    return (_places(any_like(actor)) + Counting.of(saved))(**who(actor), now=now)


def count_groups(actor: Actor, filters: QueueFilters, bounds: Bounds) -> dict[str, Count]:
    """How many tickets of the queue each group has. One query."""
    counting = _groups(any_like(actor), filters)
    return counting(**who(actor), now=bounds.now, soon=bounds.soon, later=bounds.later)


@lru_cache(maxsize=64)
def _places(reader: Actor) -> Counting:
    queries = {flag.key: queue(reader, filters=filters_with([flag.key]), now=NOW) for flag in FLAGS}
    others = {"all": visible_tickets(reader).not_closed(), "unread": unread_alerts(ME)}
    return Counting.of(queries | others)


@lru_cache(maxsize=256)
def _groups(reader: Actor, filters: QueueFilters) -> Counting:
    rows = queue(reader, filters=filters, now=NOW)
    borders = conditions(filters, now=NOW, soon=SOON, later=LATER)
    return Counting.of({group.key: rows.filter(condition) for group, condition in borders.items()})
