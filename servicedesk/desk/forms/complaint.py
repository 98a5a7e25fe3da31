from django import forms
from django.utils.translation import gettext_lazy as _

from servicedesk.desk.forms.fields import FilesField, required, text_field
from tickets.choices import Channel


class ComplaintForm(forms.Form):
    """What the customer is not content with, written down for him (D3.4)."""

    text = text_field(_("What the customer says"), rows=5, missing=_("Write what the customer says."))
    channel = forms.ChoiceField(
        label=_("How it reached you"),
        choices=[(way.value, way.label) for way in (Channel.PHONE, Channel.EMAIL, Channel.CHAT)],
        error_messages=required(_("Choose how it reached you.")),
    )
    attachments = FilesField()
