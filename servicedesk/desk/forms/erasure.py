from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.instants import dated_instant
from servicedesk.desk.forms.fields import required
from tickets.models import LogEntry
from tickets.wording import sentence

EXCERPT = 80


class EraseForm(forms.Form):
    """Which entries lose their words, and why. `entries`: those that have words."""

    numbers = forms.TypedMultipleChoiceField(
        label=_("Words to erase"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages=required(_("Choose what to erase.")),
    )
    reason = forms.CharField(
        label=_("Why it is erased, without repeating it"),
        max_length=300,
        error_messages=required(_("Say why the words are erased, without repeating them.")),
    )

    def __init__(self, entries: Sequence[LogEntry], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["numbers"].choices = [(entry.number, _label(entry)) for entry in entries]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[int]:
        found: list[int] = self.cleaned_data["numbers"]
        return found


def _label(entry: LogEntry) -> str:
    words = entry.words if len(entry.words) <= EXCERPT else f"{entry.words[:EXCERPT]}…"
    when = dated_instant(entry.happened_at, entry.happened_at)
    return f"{entry.number}. {sentence(entry)} ({when}): {words}"
