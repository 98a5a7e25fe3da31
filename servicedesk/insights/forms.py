from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch
from accounts.selectors.branches import branches_to_choose
from core.actors import Actor
from servicedesk.insights.periods import Preset

MOMENT = "%Y-%m-%dT%H:%M"


class DayField(forms.DateField):
    """A day, chosen in the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d")


class MomentField(forms.DateTimeField):
    """An instant on the wall clock of the active zone, chosen in the browser's own calendar."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    input_formats = (MOMENT, "%Y-%m-%dT%H:%M:%S")


class ReportForm(forms.Form):
    """Which branch and which days the figures are about. Everything may be left out."""

    branch = forms.ModelChoiceField(
        label=_("Branch"),
        queryset=Branch.objects.none(),
        required=False,
        empty_label=_("All branches"),
    )
    period = forms.ChoiceField(label=_("Period"), choices=Preset.choices, required=False)
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("To"), required=False)

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__({"period": Preset.MONTH.value} | {name: data[name] for name in data})
        branches = branches_to_choose(actor)
        if branches is None:
            del self.fields["branch"]
        else:
            self.fields["branch"].queryset = branches  # type: ignore[attr-defined]  # of this very field
        for name in ("branch", "period"):
            if name in self.fields:
                self.fields[name].widget.attrs["class"] = "input"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("since"), cleaned.get("until")
        if cleaned.get("period") != Preset.CUSTOM or self.errors:
            return cleaned
        if not first or not last:
            self.add_error("since", _("Choose the first and the last day."))
        elif first > last:
            self.add_error("until", _("The last day lies before the first one."))
        return cleaned
