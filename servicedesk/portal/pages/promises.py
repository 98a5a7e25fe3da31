"""The promises of one request, the customer's right to know (C1.3): each with line, state and reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from sla.selectors.explain import Step, explained_promises
from sla.selectors.promises import PromiseView
from tickets.models import Ticket

LIVE = frozenset({"running", "risk", "missed"})


@dataclass(frozen=True, slots=True)
class PromiseCard:
    """One promise with the steps that led to its deadline and what has to be said about it."""

    promise: PromiseView
    steps: tuple[Step, ...]
    remark: str | LazyText
    paused_seconds: int

    @property
    def is_live(self) -> bool:
        """It has begun and is not over: "now" lies on its line."""
        return self.promise.stopped_at is None and self.promise.started_at <= self.promise.now

    @property
    def is_over_without_result(self) -> bool:
        """It no longer applied, and had not been missed when it ended."""
        return self.promise.state == "cancelled"


def promise_cards(ticket: Ticket, now: datetime) -> list[PromiseCard]:
    """Next deadline first, then what is over; a fixed number of queries."""
    return [
        PromiseCard(promise, tuple(steps), _remark(promise), _paused(promise))
        for promise, steps in explained_promises(ticket, now=now)
    ]


def next_promise(cards: list[PromiseCard]) -> PromiseView | None:
    """The running promise with the nearest deadline, a missed one first."""
    return next_of(card.promise for card in cards)


def next_of(promises: Iterable[PromiseView]) -> PromiseView | None:
    """The same of promises without their steps."""
    running = [promise for promise in promises if promise.tone in LIVE and promise.due_at]
    return min(running, key=lambda promise: promise.due_at or promise.now, default=None)


def _remark(promise: PromiseView) -> str | LazyText:
    if promise.tone == "missed" and promise.stopped_at:
        return _("This promise was not kept. The miss stays on record.")
    remarks: dict[str, str | LazyText] = {
        "missed": _("We are late. The miss is recorded, and our leads have been told."),
        "late": _("We were late. The miss stays on record."),
        "paused": _("The clock stands still until we hear from you."),
    }
    return remarks.get(str(promise.tone), "")


def _paused(promise: PromiseView) -> int:
    """Seconds that did not count, once the clock goes on again."""
    spans = ((until - since) for since, until in promise.pauses if until)
    return int(sum(spans, timedelta()).total_seconds())
