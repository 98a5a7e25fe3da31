from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

# Each by its own name: whoever reads the wrong one finds the way back.
LANGUAGES = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
NOT_A_TIME = {"invalid": _("Enter a time of day, for example 22:00.")}


def quiet_field(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget, error_messages=NOT_A_TIME)


class SettingsForm(forms.Form):
    """What a person decides for oneself; the rules about it are the service's."""

    language = forms.ChoiceField(
        label=_("Language of pages and messages"), choices=LANGUAGES, widget=forms.RadioSelect
    )
    quiet_from = quiet_field(_("Quiet from"))
    quiet_until = quiet_field(_("Quiet until"))
    has_mention_mails = forms.BooleanField(label=_("A mail when a colleague mentions me"), required=False)
    has_single_keys = forms.BooleanField(
        label=_("Single letters act: J for the next ticket, R to reply"), required=False
    )
