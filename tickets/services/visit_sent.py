"""What the engineer's phone sends about a visit: done once, and at the instant it was pressed (B3.3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import BadInput, Conflict
from core.moments import to_second
from tickets.choices import GivenBy
from tickets.models import Visit, VisitSubmission
from tickets.services.backdating import TOLERANCE, InTheFuture

# A phone without a connection for longer has seen a night; what it measured is not taken on trust.
LONGEST = timedelta(hours=24)


class SentOtherwise(Conflict):
    code = "visit_form_sent_before"
    message = _("This form was sent before with other content, and done as it was. Reload to see it.")


class StepTooLongAgo(BadInput):
    code = "visit_step_too_long_ago"
    message = _("This is more than 24 hours ago. Send the step without a time: it then counts from now.")


@dataclass(frozen=True, slots=True)
class Sent:
    """Which form was sent, and the digest of what stood in it; without a key nothing is remembered.

    `happened_at` (aware) is when the step was taken, if that was earlier, and `given_by` who says so. It is
    no part of the digest: sent again, the same form measures its time anew.
    """

    key: str = ""
    digest: str = ""
    happened_at: datetime | None = None
    given_by: GivenBy = GivenBy.PHONE


ONCE = Sent()


@dataclass(frozen=True, slots=True)
class When:
    """When a step was taken and when the desk learned of it; `given_by` where the first is the earlier."""

    happened_at: datetime
    recorded_at: datetime
    given_by: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        return {"given_by": self.given_by} if self.given_by else {}


def at_once(now: datetime) -> When:
    return When(to_second(now), to_second(now))


def when_of(visit: Visit, sent: Sent, now: datetime) -> When:
    """The instant of a step on a visit whose ticket is locked; a minute is no delay.

    Never before the visit was planned or its last step was taken: an earlier instant counts as that one.
    Raises InTheFuture, StepTooLongAgo.
    """
    now = to_second(now)
    happened_at = to_second(sent.happened_at or now)
    if happened_at > now:
        raise InTheFuture.at("happened_at")
    if now - happened_at > LONGEST:
        raise StepTooLongAgo.at("happened_at")
    happened_at = max(happened_at, visit.last_step_at)
    if now - happened_at <= TOLERANCE:
        return at_once(now)
    return When(happened_at, now, sent.given_by.value)


def is_repeat(visit: Visit, sent: Sent) -> bool:
    """Whether this very form was carried out before; remembers it. Raises SentOtherwise."""
    if not sent.key:
        return False
    row, is_new = VisitSubmission.objects.get_or_create(
        visit=visit, key=sent.key, defaults={"digest": sent.digest}
    )
    if row.digest != sent.digest:
        raise SentOtherwise
    return not is_new
