"""What a customer sends from the tracking page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servicedesk.portal.forms.fields import FilesField

SCORES = [
    (1, pgettext_lazy("rating", "Very poor")),
    (2, pgettext_lazy("rating", "Poor")),
    (3, pgettext_lazy("rating", "Fair")),
    (4, pgettext_lazy("rating", "Good")),
    (5, pgettext_lazy("rating", "Very good")),
]
MOST_WORDS = 10_000


class ScoreField(forms.TypedChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(choices=SCORES, coerce=int, empty_value=None, **options)


class WriteForm(forms.Form):
    """Words or files, at least one of them."""

    text = forms.CharField(label=_("Your message"), required=False, max_length=MOST_WORDS)
    attachments = FilesField(label=_("Files (optional)"))

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if not self.errors and not facts.get("text") and not facts.get("attachments"):
            self.add_error("text", _("Write something, or choose a file"))
        return facts


class SolvedForm(forms.Form):
    """Is it solved? Yes, perhaps with a rating; or no, with what is still wrong."""

    solved = forms.ChoiceField(
        choices=[("yes", _("Yes, it is solved")), ("no", _("No, not solved"))],
        error_messages={"required": _("Choose yes or no")},
    )
    score = ScoreField(label=_("How did we do? (optional)"), required=False)
    comment = forms.CharField(label=_("Anything to add? (optional)"), required=False, max_length=MOST_WORDS)
    wrong = forms.CharField(label=_("What is still wrong?"), required=False, max_length=MOST_WORDS)

    @property
    def is_yes(self) -> bool:
        return bool(self.cleaned_data["solved"] == "yes")

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("solved") == "no" and not facts.get("wrong"):
            self.add_error("wrong", _("Say what is still wrong"))
        return facts


class WithdrawForm(forms.Form):
    """He needs nothing any more; why is his to say or not."""

    reason = forms.CharField(label=_("Why? (optional)"), required=False, max_length=MOST_WORDS)


class ComplainForm(forms.Form):
    """What the customer is not content with; management reads it, not the owner (D3.4)."""

    text = forms.CharField(
        label=_("What are you not content with?"),
        max_length=MOST_WORDS,
        error_messages={"required": _("Say what you are not content with")},
    )
    attachments = FilesField(label=_("Files (optional)"))


class RateForm(forms.Form):
    score = ScoreField(
        label=_("How did we do?"), error_messages={"required": _("Choose a number from 1 to 5")}
    )
    comment = forms.CharField(label=_("Anything to add? (optional)"), required=False, max_length=MOST_WORDS)
