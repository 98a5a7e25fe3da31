"""The views of the queue that people keep."""

from dataclasses import fields
from functools import lru_cache
from typing import Any

from django.db.models import F, Q

from core.actors import Actor
from core.prepared import Prepared
from tickets.looks import Look
from tickets.models import SavedView
from tickets.selectors.tickets import QueueFilters, any_like, who

KNOWN = frozenset(field.name for field in fields(QueueFilters))


def views_of(actor: Actor) -> list[SavedView]:
    """One's own, then those shared with one's branch, by name."""
    return _views(any_like(actor))(**who(actor)) if actor.is_staff else []


@lru_cache(maxsize=64)
def _views(reader: Actor) -> Prepared[SavedView]:
    usable = Q(branch=None, made_by=reader.pk)
    if reader.branch_id is not None:
        usable |= Q(branch=reader.branch_id)
    rows = SavedView.objects.filter(usable)
    return Prepared(lambda: rows.order_by(F("branch").asc(nulls_first=True), "name"))


def filters_of(view: SavedView) -> QueueFilters:
    """What it narrows; a filter that there is no more is as if it were not there."""
    kept: dict[str, Any] = {name: value for name, value in view.filters.items() if name in KNOWN}
    return QueueFilters(**kept)


def look_of_view(view: SavedView) -> Look | None:
    """Its columns and order; None where it has none and each reader sees his own."""
    return Look.of(view.look) if view.look else None
