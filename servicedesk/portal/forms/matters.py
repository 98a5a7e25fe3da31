from django import forms
from django.utils.translation import gettext_lazy as _


class AskForm(forms.Form):
    """Under which address somebody asked for service."""

    use_required_attribute = False

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The address you gave with your requests."),
        error_messages={
            "required": _("Enter an e-mail address like name@example.com"),
            "invalid": _("Enter an e-mail address like name@example.com"),
        },
    )
