from datetime import datetime

from django import template

from core.instants import long_instant
from core.spans import long_span

register = template.Library()


@register.filter
def instant(value: datetime, now: datetime) -> str:
    """When something is, for a sentence, in the recipient's zone: `{{ promise.due_at|instant:now }}`."""
    return long_instant(value, now)


@register.filter
def span(seconds: int) -> str:
    """How long something takes, written out: `{{ promise.left_seconds|span }}`."""
    return long_span(seconds)
