"""Form fields that more than one form of the desk has."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.moments import YEARS

NOTHING_WRITTEN = _("Write something first.")
MOMENT_FORMAT = "%Y-%m-%dT%H:%M"


class FilesInput(forms.ClearableFileInput):
    """A file control that takes several at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; cleans to a list."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", FilesInput())
        options.setdefault("required", False)
        options.setdefault("label", _("Files"))
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given: Sequence[Any] = data if isinstance(data, (list, tuple)) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in given]


class MomentField(forms.DateTimeField):
    """An instant typed on the wall clock of the active zone; cleans to an aware datetime."""

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "widget", forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT_FORMAT)
        )
        options.setdefault("input_formats", [MOMENT_FORMAT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"])
        super().__init__(**options)

    def clean(self, value: Any) -> datetime | None:
        moment: datetime | None = super().clean(value)
        if moment and moment.year not in YEARS:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return moment


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A day, chosen by the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def required(message: Any) -> dict[str, Any]:
    """What a field that was left empty is told: what to enter, not that it is required."""
    return {"required": message}


def text_field(
    label: Any, *, rows: int = 3, missing: Any = NOTHING_WRITTEN, **options: Any
) -> forms.CharField:
    """Words typed into a text area that grows with them; `missing` is what an empty one is told."""
    options["error_messages"] = required(missing)
    return forms.CharField(
        label=label, max_length=20_000, widget=forms.Textarea(attrs={"rows": rows}), **options
    )
