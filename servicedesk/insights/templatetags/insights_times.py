"""Lengths of time in the manager's pages."""

from datetime import timedelta

from django import template

from core.spans import short_span

register = template.Library()


@register.filter
def lasting(time: timedelta | None) -> str:
    """Like "1 h 06"; "" where there is none."""
    return "" if time is None else short_span(int(time.total_seconds()))
