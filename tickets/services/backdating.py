"""When something may be said to have happened (semantics, section 3)."""

from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from accounts.models import Branch, Role
from core.actors import Actor
from core.errors import BadInput
from core.moments import to_second

# A form takes a moment to fill in; that much is not back-dating.
TOLERANCE = timedelta(minutes=1)
MAY_GO_FURTHER = frozenset({Role.BRANCH_MANAGER, Role.MANAGEMENT})


class Dated(Protocol):
    """Something that may say when it happened, and why it is only recorded now."""

    @property
    def received_at(self) -> datetime | None: ...
    @property
    def backdating_reason(self) -> str: ...


class InTheFuture(BadInput):
    code = "in_the_future"
    message = _("This time lies in the future. Enter when it happened.")


class ReasonNeeded(BadInput):
    code = "backdating_reason_needed"
    message = _("Say why this is recorded only now.")


class TooLongAgo(BadInput):
    code = "too_long_ago"
    message = _("Only a manager may record something that happened before yesterday.")


class BeforeTheRequest(BadInput):
    code = "before_the_request"
    message = _("This lies before the request was received. Enter a later time.")


def check_received_at(*, actor: Actor, request: Dated, branch: Branch, now: datetime) -> datetime:
    """When the customer asked, to the second; raises InTheFuture, ReasonNeeded or TooLongAgo."""
    if request.received_at is None:
        return to_second(now)
    return check_happened_at(
        request.received_at, actor=actor, reason=request.backdating_reason, branch=branch, now=now
    )


def check_happened_at(
    happened_at: datetime, *, actor: Actor, reason: str, branch: Branch, now: datetime
) -> datetime:
    """`happened_at` to the second, if `actor` may say so."""
    try:
        happened_at, now = to_second(happened_at), to_second(now)
    except OverflowError as error:  # the first hours of the calendar, seen from a zone that is ahead
        raise TooLongAgo from error
    if happened_at > now:
        raise InTheFuture
    if actor.is_system or now - happened_at <= TOLERANCE:
        return happened_at
    if not reason.strip():
        raise ReasonNeeded
    if happened_at < _yesterday(branch, now) and actor.role not in MAY_GO_FURTHER:
        raise TooLongAgo
    return happened_at


def _yesterday(branch: Branch, now: datetime) -> datetime:
    """The start of the previous day in the branch's zone."""
    local = now.astimezone(ZoneInfo(branch.zone))
    return (local - timedelta(days=1)).replace(hour=0, minute=0, second=0)
