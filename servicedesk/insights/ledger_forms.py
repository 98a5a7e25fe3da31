from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sla.models import Decision

WORDS: dict[str, Any] = {"rows": 3}


class ExcuseForm(forms.Form):
    """Why a breach is excused; it stays missed, and the ledger shows both."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(WORDS), max_length=2000)
    evidence = forms.CharField(
        label=_("Evidence"),
        max_length=500,
        required=False,
        help_text=_("Where it can be looked up: a notice, a number, a file."),
    )


class DecisionForm(forms.Form):
    """Whether what was recorded late had happened in time."""

    decision = forms.ChoiceField(label=_("Decision"), choices=Decision, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(WORDS), max_length=2000)
