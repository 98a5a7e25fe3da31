import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.errors import BadInput
from tickets.services.attachments import MOST_BYTES, MOST_FILES, check_files

PHONE_WRONG = _("Enter a phone number with its area code, for example 138 0013 8000")
PHONE_CHARACTERS = re.compile(r"[\d\s()+\-./]+")
PHONE_DIGITS = range(7, 16)


def upload_limits() -> dict[str, int]:
    """What a page says about files: how many, and how large in megabytes."""
    return {"files": MOST_FILES, "megabytes": MOST_BYTES // 1024 // 1024}


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; what the log would refuse is refused here, in the same words."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=FilesInput(), **options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # noqa: ARG002 - Django's signature
        files = data if isinstance(data, list | tuple) else [data] if data else []
        try:
            check_files(files)
        except BadInput as problem:
            raise forms.ValidationError(problem.text) from problem
        return list(files)


class PhoneField(forms.CharField):
    """A number people can call: 7 to 15 digits, kept as it was typed."""

    def clean(self, value: Any) -> str:
        phone = " ".join(str(super().clean(value)).split())
        digits = sum(character.isdigit() for character in phone)
        if phone and (not PHONE_CHARACTERS.fullmatch(phone) or digits not in PHONE_DIGITS):
            raise forms.ValidationError(PHONE_WRONG)
        return phone
