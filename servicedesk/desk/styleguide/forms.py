"""A form with a field of each sort: as it is asked, and as it comes back with what has to be mended."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.choices import Impact, Kind

SCORES = [(str(score), str(score)) for score in range(1, 6)]
CHOICES = [(str(impact), impact.label, "", False) for impact in Impact]


class SampleForm(forms.Form):
    """Nothing is ever sent with it."""

    serial = forms.CharField(
        label=_("Serial number"),
        help_text=_("On the silver label of the outdoor unit"),
        error_messages={"required": _("Enter the serial number.")},
    )
    problem = forms.CharField(
        label=_("What is wrong?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write what is wrong.")},
    )
    kind = forms.ChoiceField(label=_("Type"), choices=Kind)
    impact = forms.ChoiceField(
        label=_("Impact"),
        choices=Impact,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how badly the customer is hit.")},
    )
    reached = forms.BooleanField(label=_("The customer was reached"), required=False)
    score = forms.ChoiceField(label=_("Rating, 5 is very good"), choices=SCORES, widget=forms.RadioSelect)
    letter = forms.CharField(label=_("Commitment"), disabled=True, initial="CN-2026-001", required=False)


def sample(name: str) -> SampleForm:
    return SampleForm(auto_id=f"{name}_%s")


def refused(name: str) -> SampleForm:
    """As it comes back when hardly anything was filled in."""
    return SampleForm({"kind": Kind.REPAIR}, auto_id=f"{name}_%s")
