"""The closing summary of a matter: cause, solution, prevention (D2.3c).

Three short texts of one line each, kept together as the words of one log entry, so that they can be erased.
"""

from dataclasses import astuple, dataclass
from typing import Self

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from tickets.entries import Entry
from tickets.models import LogEntry

LONGEST = 500
LABELS: dict[str, LazyText] = {
    "cause": _("Cause"),
    "solution": _("Solution"),
    "prevention": _("Prevention"),
}


@dataclass(frozen=True, slots=True)
class ClosingSummary:
    """What was wrong, what solved it, what keeps it from coming back."""

    cause: str = ""
    solution: str = ""
    prevention: str = ""

    @classmethod
    def of(cls, words: str) -> Self:
        """The inverse of `words`; empty where they were erased."""
        lines = [*words.split("\n"), "", "", ""]
        return cls(*lines[:3])

    @property
    def words(self) -> str:
        """One line each, whatever was typed."""
        return "\n".join(" ".join(text.split()) for text in astuple(self))

    @property
    def missing(self) -> list[str]:
        """The names of those that say nothing."""
        return [name for name in LABELS if not getattr(self, name).strip()]

    @property
    def lines(self) -> list[tuple[LazyText, str]]:
        """Label and text, in their order."""
        return [(label, getattr(self, name)) for name, label in LABELS.items()]


def words_of(entry: LogEntry) -> str:
    """What was written in a log entry, as it is read: the lines of a summary with their names."""
    if entry.entry != Entry.SUMMARY_FILED or not entry.words:
        return entry.words
    said = ClosingSummary.of(entry.words).lines
    return "\n".join(str(_("{label}: {text}")).format(label=label, text=text) for label, text in said)
