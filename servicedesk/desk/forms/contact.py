from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicedesk.desk.forms.fields import MomentField, required, text_field
from tickets.choices import Priority


class ContactForm(forms.Form):
    """A contact with the customer outside these pages. Only a two-way one that confirms need and priority
    keeps the contact promise (A2.1); any other is logged and keeps nothing.
    """

    CHANNELS = (
        ("call", _("Call")),
        ("email", _("E-mail")),
        ("chat", _("Chat")),
        ("visit", _("Visit")),
        ("message", _("Message")),
    )
    DIRECTIONS = (("out", _("We contacted the customer")), ("in", _("The customer contacted us")))
    MISSED, TOLD, SPOKE = "missed", "told", "spoke"
    OUTCOMES = (
        (SPOKE, _("Both sides spoke")),
        (TOLD, _("Reached, but only one side spoke")),
        (MISSED, _("Tried, not reached")),
    )

    # Nothing is chosen beforehand: an empty form is no attempt.
    outcome = forms.ChoiceField(
        label=_("How it ended"),
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages=required(_("Say how it ended: an attempt counts differently from a contact.")),
    )
    need_confirmed = forms.BooleanField(label=_("Need confirmed"), required=False)
    priority_confirmed = forms.BooleanField(label=_("Priority confirmed"), required=False)
    channel = forms.ChoiceField(label=_("How"), choices=CHANNELS, initial="call")
    direction = forms.ChoiceField(label=_("Who began"), choices=DIRECTIONS, initial="out")
    priority = forms.ChoiceField(
        label=_("Priority"), required=False, choices=[("", _("As it is")), *Priority.choices]
    )
    text = text_field(_("What was said"), required=False)
    happened_at = MomentField(label=_("When, if not now"), required=False)
    reason = forms.CharField(label=_("Why it is logged later"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        outcome = given.get("outcome")
        if outcome == self.MISSED and given.get("direction") == "in":
            self.add_error("outcome", _("The customer began it, so somebody was reached. Choose another."))
        if outcome in (self.MISSED, self.TOLD):
            for name in ("need_confirmed", "priority_confirmed"):
                if given.get(name):
                    self.add_error(name, _("Only what both sides spoke about can be confirmed."))
        return given | {"reached": outcome != self.MISSED, "two_way": outcome == self.SPOKE}
