"""Missed promises in plain words: what was promised, what became of it, what happens next.

Patterns take `due` (when it was promised for), `stopped` (when it was kept after all), `late` (by how much)
and `owner`. Another metric needs a row in each table; without one the promise's title speaks.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class MissWords:
    """How a customer reads of one missed promise: still open, kept late, and what comes next."""

    still_open: LazyText
    kept_late: LazyText
    next_step: LazyText


MISSED: Mapping[str, MissWords] = {
    "contact": MissWords(
        still_open=_("We promised to speak with you by {due}. We have not."),
        kept_late=_("We promised to speak with you by {due}. We did at {stopped}, {late} late."),
        next_step=_("{owner} will contact you to understand what you need and how urgent it is."),
    ),
    "initial_fix": MissWords(
        still_open=_("We promised you a first solution by {due}. We have not sent it."),
        kept_late=_("We promised you a first solution by {due}. We sent it at {stopped}, {late} late."),
        next_step=_("{owner} will send you a first solution."),
    ),
    "plan": MissWords(
        still_open=_("We promised you a written plan by {due}. We have not sent it."),
        kept_late=_("We promised you a written plan by {due}. We sent it at {stopped}, {late} late."),
        next_step=_("{owner} will send you the plan, with a date for completion."),
    ),
}
ANY_MISSED = MissWords(
    still_open=_("We promised you “{title}”, by {due}. We have not kept this promise."),
    kept_late=_("We promised you “{title}”, by {due}. We did it at {stopped}, {late} late."),
    next_step=_("{owner} will do what we promised."),
)
