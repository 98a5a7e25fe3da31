from collections.abc import Sequence
from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from core.instants import dated_instant
from servicedesk.desk.forms.fields import required
from tickets.models import Attachment, LogEntry
from tickets.wording import sentence

EXCERPT = 80


def _choices(label: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label, coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )


class EraseForm(forms.Form):
    """Which entries lose their words, which files go, and why: of `entries` and `files`, what is there."""

    numbers = _choices(_("Words to erase"))
    attachments = _choices(_("Files to erase"))
    reason = forms.CharField(
        label=_("Why it is erased, without repeating it"),
        max_length=300,
        error_messages=required(_("Say why the words are erased, without repeating them.")),
    )

    def __init__(
        self, entries: Sequence[LogEntry], files: Sequence[Attachment], *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["numbers"].choices = [(entry.number, _label(entry)) for entry in entries]  # type: ignore[attr-defined]
        self.fields["attachments"].choices = [(file.pk, _label_of_file(file)) for file in files]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.chosen and not self.chosen_files:
            self.add_error("numbers", _("Choose what to erase."))
        return data

    @property
    def chosen(self) -> list[int]:
        found: list[int] = self.cleaned_data["numbers"]
        return found

    @property
    def chosen_files(self) -> list[int]:
        found: list[int] = self.cleaned_data["attachments"]
        return found


def _label(entry: LogEntry) -> str:
    words = entry.words if len(entry.words) <= EXCERPT else f"{entry.words[:EXCERPT]}…"
    when = dated_instant(entry.happened_at, entry.happened_at)
    return f"{entry.number}. {sentence(entry)} ({when}): {words}"


def _label_of_file(file: Attachment) -> str:
    when = dated_instant(file.entry.happened_at, file.entry.happened_at)
    return f"{file.entry.number}. {file.name} ({when}, {filesizeformat(file.size)})"
