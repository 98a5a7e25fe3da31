"""The views of the queue that people keep."""

from dataclasses import fields
from typing import Any

from django.db.models import F, Q, QuerySet

from core.actors import Actor
from tickets.looks import Look
from tickets.models import SavedView
from tickets.selectors.tickets import QueueFilters

KNOWN = frozenset(field.name for field in fields(QueueFilters))


def views_of(actor: Actor) -> QuerySet[SavedView]:
    """One's own, then those shared with one's branch, by name."""
    usable = Q(branch=None, made_by=actor.pk)
    if actor.branch_id is not None:
        usable |= Q(branch=actor.branch_id)
    rows = SavedView.objects.filter(usable) if actor.is_staff else SavedView.objects.none()
    return rows.order_by(F("branch").asc(nulls_first=True), "name")


def filters_of(view: SavedView) -> QueueFilters:
    """What it narrows; a filter that there is no more is as if it were not there."""
    kept: dict[str, Any] = {name: value for name, value in view.filters.items() if name in KNOWN}
    return QueueFilters(**kept)


def look_of_view(view: SavedView) -> Look | None:
    """Its columns and order; None where it has none and each reader sees his own."""
    return Look.of(view.look) if view.look else None
