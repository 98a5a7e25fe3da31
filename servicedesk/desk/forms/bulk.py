"""What is to be done with several tickets of the queue, as its list and its bar send it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicedesk.desk.forms.fields import NOTHING_WRITTEN, required
from tickets.choices import BulkStep, Priority
from tickets.numbers import clean_number
from tickets.services.bulk import NothingChosen, Picked
from tickets.services.meanwhile import read_version

BIGGEST = 2**31 - 1
PLAIN = tuple((step.value, step.label) for step in BulkStep if step != BulkStep.PRIORITY)
TIERS = tuple((f"{BulkStep.PRIORITY}:{code}", label) for code, label in Priority.choices)


class BulkForm(forms.Form):
    """`step` names what, of a priority also which: "priority:urgent". A ticket is "number@version"."""

    step = forms.ChoiceField(choices=[*PLAIN, *TIERS], error_messages=required(_("Choose what to do.")))
    owner = forms.IntegerField(min_value=1, max_value=BIGGEST, required=False)
    text = forms.CharField(max_length=20_000, required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.picked = [_picked(value) for value in data.getlist("ticket")]

    @property
    def numbers(self) -> frozenset[str]:
        return frozenset(one.number for one in self.picked)

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        step, _colon, tier = facts.get("step", "").partition(":")
        facts |= {"step": step, "value": tier}
        if not self.picked:
            self.add_error(None, str(NothingChosen.message))
        elif step == BulkStep.OWNER:
            facts["value"] = self._need("owner", _("Choose a person."))
        elif step == BulkStep.NOTE:
            facts["value"] = self._need("text", NOTHING_WRITTEN)
        return facts

    def _need(self, name: str, missing: Any) -> str:
        value = str(self.cleaned_data.get(name) or "").strip()
        if not value and name not in self.errors:
            self.add_error(name, missing)
        return value


def _picked(value: str) -> Picked:
    number, _at, version = value.partition("@")
    return Picked(clean_number(number), read_version(version))
