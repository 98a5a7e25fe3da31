"""What is asked to plan a visit, and what the engineer enters on his phone (B3.3)."""

import base64
import binascii
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext_lazy as _

from servicedesk.desk.forms.contact import ContactForm
from servicedesk.desk.forms.fields import FilesField, MomentField, required, text_field
from servicedesk.desk.forms.tasks import OwnedForm, TaskOwnerChoice
from tickets.choices import SignOff, VisitMode
from tickets.services.visit_parts import Part
from tickets.services.visit_sent import LONGEST

PART_ROWS = (1, 2, 3)
PICTURE = "data:image/png;base64,"
MOST_DIGITS = 9
MOST_PICTURE = 400_000  # characters of a signature as the page sends it


class VisitForm(OwnedForm):
    mode = forms.ChoiceField(label=_("Support mode"), choices=VisitMode.choices, initial=VisitMode.ON_SITE)
    owner = TaskOwnerChoice(
        label=_("Who goes"),
        queryset=OwnedForm.base_fields["owner"].queryset,  # type: ignore[attr-defined]  # narrowed by branch
        empty_label=_("Choose a person"),
        error_messages=required(_("Choose who goes there.")),
    )
    where = forms.CharField(
        label=_("Address, or link of the session"),
        max_length=300,
        error_messages=required(_("Enter the address to go to, or the link of the session.")),
    )
    window_from = MomentField(label=_("Agreed with the customer: from"), required=False)
    window_until = MomentField(label=_("until"), required=False)
    channel = forms.ChoiceField(label=_("How the customer chose it"), choices=ContactForm.CHANNELS)
    words = text_field(_("What the customer said"), rows=2, required=False)
    note = text_field(_("Note for whoever goes"), rows=2, required=False)


class AgoField(forms.Field):
    """How many seconds before it was sent the button was pressed, as the phone measured.

    What no phone measures, or too long ago to be believed, says nothing: the step counts from its arrival,
    for an engineer whose form came back could never send it any sooner.
    """

    def to_python(self, value: Any) -> timedelta | None:
        digits = str(value or "")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
            return None
        ago = timedelta(seconds=int(digits))
        return ago if ago <= LONGEST else None


class KeyedForm(forms.Form):
    """A form of the phone page; its key makes sure that sending it twice does it once."""

    key = forms.CharField(
        widget=forms.HiddenInput, max_length=64, required=False, initial=lambda: uuid4().hex
    )
    ago = AgoField(widget=forms.HiddenInput, required=False)


class PartsForm(KeyedForm):
    """Up to three parts: what, its number, how many."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for row in PART_ROWS:
            self.fields[f"part_{row}"] = forms.CharField(label=_("Part"), max_length=120, required=False)
            self.fields[f"part_number_{row}"] = forms.CharField(
                label=_("Part number"), max_length=60, required=False
            )
            self.fields[f"quantity_{row}"] = forms.DecimalField(
                label=_("Quantity"),
                max_digits=9,
                decimal_places=2,
                min_value=Decimal("0.01"),
                required=False,
                widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for row in PART_ROWS:
            if not data.get(f"part_{row}") and (
                data.get(f"part_number_{row}") or data.get(f"quantity_{row}")
            ):
                self.add_error(f"part_{row}", _("Name the part."))
        data["parts"] = [
            Part(data[f"part_{row}"], data.get(f"quantity_{row}") or Decimal(1), data[f"part_number_{row}"])
            for row in PART_ROWS
            if data.get(f"part_{row}")
        ]
        return data

    def rows(self) -> list[list[forms.BoundField]]:
        """The controls, a part a row."""
        return [[self[f"{name}_{row}"] for name in ("part", "part_number", "quantity")] for row in PART_ROWS]


class LeaveForm(PartsForm):
    cause = forms.CharField(
        label=_("Cause of the fault, in one line"),
        max_length=200,
        error_messages=required(
            _("Say in one line what the cause of the fault was, or that none was found.")
        ),
    )
    measures = text_field(_("Measures taken"), missing=_("Write down what was done."))
    photos = FilesField(
        label=_("Photos"), help_text=_("Kept on this phone until they are sent, for seven days at most.")
    )
    how = forms.ChoiceField(
        label=_("Sign-off"), choices=SignOff.choices, widget=forms.RadioSelect, required=False
    )
    signature = forms.CharField(widget=forms.HiddenInput, max_length=MOST_PICTURE, required=False)
    code = forms.CharField(
        label=_("Code from the e-mail"),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    reason = forms.CharField(label=_("Why nobody signs"), max_length=300, required=False)

    def clean_signature(self) -> SimpleUploadedFile | None:
        """The drawing, as the script hands it over; what it is, the service looks at."""
        given: str = self.cleaned_data["signature"]
        try:
            content = base64.b64decode(given.removeprefix(PICTURE), validate=True)
        except binascii.Error:
            content = b""
        return SimpleUploadedFile("signature.png", content) if content else None


class ReceivedForm(KeyedForm):
    part = forms.IntegerField(widget=forms.HiddenInput)


class CancelVisitForm(forms.Form):
    reason = text_field(
        _("Reason; the customer reads it"), missing=_("Give the reason; the customer reads it.")
    )
