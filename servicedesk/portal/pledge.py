"""What a customer can hold us to, said before he sends: computed from the commitment in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from core.instants import long_instant
from sla.selectors.pledge import PledgeLine, pledges
from sla.selectors.promises import PromiseView
from tickets.choices import Complexity, Impact

SENTENCES = {
    "contact": _("We will contact you by %s"),
    "response": _("We will answer you by %s"),
    "initial_fix": _("A first solution by %s."),
    "plan": _("If it turns out to be complex: a written plan by %s."),
    "diagnosis": _("What it is and who handles it, found out by %s."),
    "solution": _("A solution with a date of completion by %s."),
}
IF_COMPLEX = {"response": _("If it turns out to be complex: we will answer you by %s")}
HEADLINES = ("contact", "response")


@dataclass(frozen=True, slots=True)
class Pledge:
    """The headline, and what else is promised; both empty while no commitment is in force."""

    headline: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PledgeBox:
    """What is promised `now`, and what would be for other impacts: the box keeps room for the longest."""

    said: Pledge
    others: tuple[Pledge, ...]
    now: datetime


def pledge_box(*, kind: str, impact: str, product: str, now: datetime) -> PledgeBox:
    """For a request of this `kind` and `impact` sent at `now`, in the active zone and language."""
    found = pledges(kind=kind, impacts=Impact.values, product=product, now=now)
    said = {code: _pledge(lines, now) for code, lines in found.items()}
    others = dict.fromkeys(pledge for pledge in said.values() if pledge != said[impact])
    return PledgeBox(said[impact], tuple(others), now)


def _pledge(promised: Sequence[PledgeLine], now: datetime) -> Pledge:
    headline, lines = "", []
    for line in promised:
        patterns = IF_COMPLEX if line.complexity == Complexity.COMPLEX else {}
        words = _sentence(line.metric, line.text, line.due_at, now, patterns)
        if line.metric in HEADLINES and not headline:
            headline = words
        else:
            lines.append(words)
    return Pledge(headline, tuple(lines))


def promise_in_words(promise: PromiseView | None, now: datetime) -> str:
    """The same sentence for a promise that has been made; "" without one or without a deadline."""
    if promise is None or promise.due_at is None:
        return ""
    return _sentence(promise.metric, promise.title, promise.due_at, now)


def _sentence(
    metric: str,
    text: str | LazyText,
    due_at: datetime,
    now: datetime,
    patterns: Mapping[str, LazyText] = SENTENCES,
) -> str:
    pattern = patterns.get(metric) or SENTENCES.get(metric)
    due = long_instant(due_at, now)
    return str(pattern) % due if pattern else f"{text}: {due}"
