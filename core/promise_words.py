"""The words of a promise's state, for badges, countdowns and the line's label.

`audience` is "customer" (written out) or "staff" (short). Every wording is a pattern and a figure, so that
the browser can go on counting in the same words.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.instants import long_instant, short_instant
from core.punctuation import comma
from core.rail import PromiseLike, closed_of
from core.spans import MINUTE, long_span, short_span

ICONS = {
    "pending": "circle-dashed",
    "running": "clock",
    "risk": "triangle-alert",
    "paused": "pause",
    "met": "check",
    "late": "late",
    "missed": "x",
}


STATES: Mapping[str, str | LazyText] = {
    "running": _("%s left"),
    "risk": _("%s left"),
    "paused": _("Paused, %s left"),
    "late": _("Met late, by %s"),
    "missed": _("Missed, %s late"),
}
FIGURES: Mapping[str, str | LazyText] = {
    "running": "%s",
    "risk": "%s",
    "paused": _("%s left"),
    "late": "%s",
    "missed": _("%s late"),
}


# What each pattern of a line means.
LINE: Mapping[str, str | LazyText] = {
    "go": pgettext_lazy("on a line", "counted"),
    "left": pgettext_lazy("on a line", "still to come"),
    "closed": pgettext_lazy("on a line", "closed, not counted"),
    "stop": pgettext_lazy("on a line", "paused, not counted"),
    "over": pgettext_lazy("on a line", "past the deadline"),
}


class PromiseWithTime(PromiseLike, Protocol):
    """A promise whose deadline is known, and what is left or how late it is in seconds."""

    @property
    def due_at(self) -> datetime | None: ...
    @property
    def left_seconds(self) -> int | None: ...
    @property
    def late_seconds(self) -> int: ...
    @property
    def state(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Words:
    """A wording with `%s` for the figure; `seconds` None means that there is no figure in it."""

    pattern: str
    seconds: int | None = None

    def text(self, audience: str) -> str:
        if self.seconds is None:
            return self.pattern
        span = short_span if audience == "staff" else long_span
        return self.pattern.replace("%s", span(self.seconds))


def state_words(promise: PromiseWithTime) -> Words:
    """What a badge says: "7 h 50 min left", "Met, 1 h 22 min early", "Missed, 22 min late"."""
    if promise.state == "cancelled":
        return Words(gettext("No longer applies"))
    if promise.tone == "pending" and promise.started_at:
        return Words(gettext("Starts %s") % short_instant(promise.started_at, promise.now))
    if promise.tone == "met":
        return _met(promise)
    return _with_figure(promise, STATES)


def figure(promise: PromiseWithTime) -> Words:
    """The figure of a countdown: what is left, or by how much it is or was late."""
    return _with_figure(promise, FIGURES) if promise.tone in FIGURES else state_words(promise)


def line_words(promise: PromiseWithTime, title: str, audience: str) -> str:
    """The line in one sentence, for those who do not see it."""
    parts = [title, state_words(promise).text(audience)]
    if promise.due_at:
        parts.append(gettext("promised by %s") % long_instant(promise.due_at, promise.now))
    parts += _left_out(promise, short_span if audience == "staff" else long_span)
    return comma().join(part for part in parts if part)


def _left_out(promise: PromiseWithTime, span: Callable[[int], str]) -> Iterator[str]:
    """What of the line does not count: closed hours, pauses."""
    until = promise.stopped_at or promise.now
    known = promise.due_at or until  # while paused, what lies ahead is not known
    closed = sum((min(b, known) - a for a, b in closed_of(promise) if a < known), timedelta())
    if closed:
        yield gettext("%s closed, not counted") % span(int(closed.total_seconds()))
    paused = sum(((end or until) - begin for begin, end in promise.pauses), timedelta())
    if paused:
        yield gettext("%s paused, not counted") % span(int(paused.total_seconds()))


def now_words(now: datetime) -> str:
    return gettext("now, %s") % short_instant(now, now)


def _with_figure(promise: PromiseWithTime, patterns: Mapping[str, str | LazyText]) -> Words:
    if promise.tone not in patterns:
        return Words(gettext("Not started"))
    seconds = promise.late_seconds if promise.tone in {"late", "missed"} else promise.left_seconds
    return Words(str(patterns[promise.tone]), seconds or 0)


def _met(promise: PromiseWithTime) -> Words:
    if promise.due_at is None or promise.stopped_at is None:
        return Words(gettext("Met"))
    early = int((promise.due_at - promise.stopped_at).total_seconds())
    return Words(gettext("Met, %s early"), early) if early >= MINUTE else Words(gettext("Met, on time"))
