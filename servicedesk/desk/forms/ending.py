"""What the desk asks at the end of a matter (A2.3, D2.3c)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicedesk.desk.forms.contact import ContactForm
from servicedesk.desk.forms.fields import NOTHING_WRITTEN, required, text_field
from tickets.summaries import LABELS, LONGEST, ClosingSummary


def line_field(label: Any, hint: Any, missing: Any) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, max_length=LONGEST, error_messages=required(missing))


class SummaryForm(forms.Form):
    """The closing summary; the customer reads it."""

    cause = line_field(LABELS["cause"], _("What was wrong, and why."), _("Write what the cause was."))
    solution = line_field(LABELS["solution"], _("What solved it."), _("Write what solved it."))
    prevention = line_field(
        LABELS["prevention"],
        _("What keeps it from coming back; if nothing can, say so."),
        _("Write what keeps it from coming back."),
    )

    @property
    def summary(self) -> ClosingSummary:
        return ClosingSummary(**{name: self.cleaned_data[name] for name in LABELS})

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        return facts if self.errors else facts | {"summary": self.summary}


class ResolveForm(SummaryForm):
    text = text_field(_("What was done, for the customer to confirm"))
    over_tasks = forms.CharField(
        label=_("Why a department's task may stay open"), max_length=300, required=False
    )


class ConfirmForm(forms.Form):
    """What the customer said about the result, by phone for instance (A2.3)."""

    SCORES = [("", _("Not rated")), *((str(score), str(score)) for score in range(5, 0, -1))]

    channel = forms.ChoiceField(label=_("How the customer confirmed"), choices=ContactForm.CHANNELS)
    score = forms.ChoiceField(label=_("Rating, 5 is very good"), choices=SCORES, required=False)
    text = text_field(_("What the customer said"), required=False)


class ReopenForm(forms.Form):
    text = text_field(_("Why it is opened again (the customer reads this)"))


class CloseForm(forms.Form):
    """Closing by time-out asks for nothing but the click; the service decides whether it is due."""


class WithdrawForm(forms.Form):
    text = forms.CharField(
        label=_("What the customer said, who needs nothing any more"),
        max_length=300,
        error_messages=required(NOTHING_WRITTEN),
    )


class DismissForm(forms.Form):
    text = forms.CharField(
        label=_("Why this is no service request (the customer reads this)"),
        max_length=300,
        error_messages=required(NOTHING_WRITTEN),
    )
