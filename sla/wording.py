"""A promise in words: "Contact within 2 hours". Lazy, so that each reader gets them in his own language.

An amount is a number and its unit: seconds of elapsed or working time, or working days.
"""

from django.utils.functional import Promise as LazyText
from django.utils.functional import lazy
from django.utils.translation import gettext, ngettext

from sla.metrics import RULES
from sla.units import Unit
from tickets.promises import Metric, task_name

HOUR, MINUTE = 3600, 60


def amount(number: int, unit: str) -> str:
    """An agreed time in words: "2 hours", "4 working hours", "1 working day"."""
    if unit == Unit.WORKING_DAYS:
        return ngettext("%(count)d working day", "%(count)d working days", number) % {"count": number}
    if unit == Unit.WORKING:
        return gettext("%(time)s of working time") % {"time": span(number)}
    return span(number)


def span(seconds: int) -> str:
    """Seconds in the largest unit that divides them: 7200 -> "2 hours", 1800 -> "30 minutes"."""
    if seconds % HOUR == 0:
        count = seconds // HOUR
        return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}
    if seconds % MINUTE == 0:
        count = seconds // MINUTE
        return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}
    return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}


def title(metric: str, agreed: int, unit: str) -> str:
    """The whole promise, with its time, in the active language."""
    return gettext(RULES[metric].sentence).format(time=amount(agreed, unit))


task_lazy = lazy(task_name, str)
amount_lazy = lazy(amount, str)
title_of = lazy(title, str)


def short_of(metric: str) -> str | LazyText:
    """The metric's name alone."""
    return Metric(metric).label
