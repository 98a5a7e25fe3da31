"""A promise in every state, as the pages read it from the clocks."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from sla.selectors.explain import Step
from sla.selectors.promises import PromiseView
from sla.units import Unit
from tickets.promises import Metric

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def promises_in_every_state(now: datetime) -> list[PromiseView]:
    """Named after their state; the states in the order in which a promise lives through them."""
    running = _running(now)
    night = (now - 30 * MINUTE, now + 30 * MINUTE)
    return [
        _pending(running),
        running,
        replace(running, title=_("Running, with closed hours"), closed=(night,)),
        _at_risk(running),
        _paused(running),
        _met(running),
        _overrun(running, stopped_at=now - 25 * MINUTE),
        _overrun(running),
        replace(running, title=_("No longer applies"), state="cancelled", tone="pending", stopped_at=now),
    ]


def _running(now: datetime) -> PromiseView:
    due_at = now + HOUR + 6 * MINUTE
    return PromiseView(
        clock_id=0,
        clause="A2.1",
        metric=Metric.CONTACT,
        title=_("Running"),
        short=Metric.CONTACT.label,
        cycle=1,
        state="running",
        tone="running",
        started_at=now - HOUR,
        due_at=due_at,
        aims_at=due_at,
        limit_at=None,
        risk_at=None,
        stopped_at=None,
        stopped_by=None,
        left_seconds=66 * 60,
        late_seconds=0,
        pauses=(),
        closed=(),
        agreed=2 * 3600,
        unit=Unit.ELAPSED,
        is_breached=False,
        acknowledged_at=None,
        now=now,
    )


def _pending(running: PromiseView) -> PromiseView:
    start, due_at = running.now + HOUR, running.now + 3 * HOUR
    facts: dict[str, Any] = {
        "state": "pending",
        "tone": "pending",
        "started_at": start,
        "due_at": due_at,
        "aims_at": due_at,
    }
    return replace(running, title=_("Not started"), **facts)


def _at_risk(running: PromiseView) -> PromiseView:
    due_at = running.now + 14 * MINUTE
    facts: dict[str, Any] = {"tone": "risk", "due_at": due_at, "aims_at": due_at, "left_seconds": 14 * 60}
    return replace(running, title=_("At risk"), **facts)


def _met(running: PromiseView) -> PromiseView:
    start, due_at = running.now - 3 * HOUR, running.now - HOUR
    facts: dict[str, Any] = {
        "state": "met",
        "tone": "met",
        "started_at": start,
        "due_at": due_at,
        "aims_at": due_at,
    }
    return replace(running, title=_("Met"), stopped_at=start + 38 * MINUTE, **facts)


def _paused(running: PromiseView) -> PromiseView:
    now, left = running.now, 22 * 3600 + 600
    return replace(
        running,
        title=_("Paused"),
        state="paused",
        tone="paused",
        started_at=now - 12 * HOUR,
        due_at=None,
        aims_at=now + timedelta(seconds=left),
        left_seconds=left,
        pauses=((now - 6 * HOUR, None),),
    )


def _overrun(running: PromiseView, stopped_at: datetime | None = None) -> PromiseView:
    """Past its deadline: kept late, or not yet."""
    due_at = running.now - HOUR
    is_late = stopped_at is not None
    return replace(
        running,
        title=_("Met late") if is_late else _("Missed"),
        state="met_late" if is_late else "running",
        tone="late" if is_late else "missed",
        started_at=due_at - 2 * HOUR,
        due_at=due_at,
        aims_at=due_at,
        stopped_at=stopped_at,
        left_seconds=0,
        late_seconds=int(((stopped_at or running.now) - due_at).total_seconds()),
        is_breached=True,
    )


def reasons(now: datetime) -> list[Step]:
    """How a deadline came about, with a stretch of each kind."""
    at = now - 5 * HOUR
    return [
        Step("start", _("Received"), "", None, at, 0),
        Step("open", _("Counted"), "", 3600, at + HOUR, 3600),
        Step("paused", _("Paused: waiting for the customer"), "", 3600, at + 2 * HOUR, 3600),
        Step("closed", _("Closed, not counted"), "", 3600, at + 3 * HOUR, 3600),
        Step("left", _("Left"), "", 3600, at + 4 * HOUR, 7200),
        Step("due", _("Due"), "", None, at + 4 * HOUR, 7200),
    ]
