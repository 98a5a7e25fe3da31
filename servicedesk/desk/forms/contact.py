from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicedesk.desk.forms.fields import MomentField, text_field
from tickets.choices import Priority


class ContactForm(forms.Form):
    """A contact with the customer outside these pages. Only a two-way one that confirms need and priority
    keeps the contact promise (A2.1); any other is logged and keeps nothing.
    """

    CHANNELS = (("call", _("Call")), ("email", _("E-mail")), ("chat", _("Chat")), ("visit", _("Visit")))
    DIRECTIONS = (("out", _("We contacted the customer")), ("in", _("The customer contacted us")))

    channel = forms.ChoiceField(label=_("How"), choices=CHANNELS, initial="call")
    direction = forms.ChoiceField(label=_("Who began"), choices=DIRECTIONS, initial="out")
    reached = forms.BooleanField(label=_("The customer was reached"), required=False)
    two_way = forms.BooleanField(label=_("Both sides spoke"), required=False)
    need_confirmed = forms.BooleanField(label=_("Need confirmed"), required=False)
    priority_confirmed = forms.BooleanField(label=_("Priority confirmed"), required=False)
    priority = forms.ChoiceField(
        label=_("Priority"), required=False, choices=[("", _("As it is")), *Priority.choices]
    )
    text = text_field(_("What was said"), required=False)
    happened_at = MomentField(label=_("When, if not now"), required=False)
    reason = forms.CharField(label=_("Why it is logged later"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("two_way") and not given.get("reached"):
            self.add_error("two_way", _("Both sides can only have spoken when the customer was reached."))
        return given
