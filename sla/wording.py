"""A promise in words: "Contact within 2 hours". Lazy, so that each reader gets them in his own language."""

from django.utils.functional import Promise as LazyText
from django.utils.functional import lazy
from django.utils.translation import gettext, ngettext

from sla.metrics import RULES
from tickets.promises import Metric

HOUR, MINUTE = 3600, 60


def amount(seconds: int) -> str:
    """An agreed time in the largest unit that divides it: 7200 -> "2 hours", 1800 -> "30 minutes"."""
    if seconds % HOUR == 0:
        count = seconds // HOUR
        return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}
    if seconds % MINUTE == 0:
        count = seconds // MINUTE
        return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}
    return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}


def title(metric: str, agreed_seconds: int) -> str:
    """The whole promise, with its time, in the active language."""
    return gettext(RULES[metric].sentence).format(time=amount(agreed_seconds))


amount_lazy = lazy(amount, str)
title_of = lazy(title, str)


def short_of(metric: str) -> str | LazyText:
    """The metric's name alone."""
    return Metric(metric).label
