"""The marks between facts that stand side by side: each language has its own."""

from django.utils.translation import pgettext


def comma() -> str:
    """As in "Chen Jie, on duty"; in Chinese "，"."""
    return pgettext("between facts", ", ")


def colon() -> str:
    """As in "A ticket is yours: Heating stops"; in Chinese "："."""
    return pgettext("between facts", ": ")


def full_stop() -> str:
    """As in "North branch. Last 30 days. "; in Chinese "。"."""
    return pgettext("between facts", ". ")
