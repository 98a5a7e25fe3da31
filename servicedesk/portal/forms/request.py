import re
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.labels import NoSuchLabel, purchase_for_label
from accounts.models import Purchase
from accounts.services.customers import CustomerFacts
from servicedesk.portal.forms.fields import FilesField, PhoneField
from tickets.choices import Channel, Impact, Kind
from tickets.services.entitling import Proof
from tickets.services.registration import ServiceRequest

SERIAL = re.compile(r"(?=(?:.*\d){5})[^\s]{5,60}")  # one word with at least five digits


def purchase_of(label: str) -> Purchase | None:
    """What the label is fixed to; None when it is not valid (any more), which is no reason to turn away."""
    try:
        return purchase_for_label(label)
    except NoSuchLabel:
        return None


class RequestForm(forms.Form):
    """What a customer tells us. A phone number or an e-mail address is needed, one of them is enough."""

    use_required_attribute = False

    problem = forms.CharField(
        label=_("What is the problem?"),
        help_text=_("Say what you see or hear, and since when. Include any code on the display."),
        max_length=10_000,
        error_messages={"required": _("Say what the problem is: at least a few words")},
    )
    product = forms.CharField(
        label=_("Product or serial number (optional)"),
        help_text=_("On the label, for example KX48-2211-0937. “I don’t know” is fine."),
        max_length=120,
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("What do you need?"),
        choices=Kind.choices,
        error_messages={"required": _("Choose what you need")},
    )
    impact = forms.ChoiceField(
        label=_("How badly does it affect you?"),
        choices=Impact.choices,
        error_messages={"required": _("Choose how badly it affects you")},
    )
    attachments = FilesField(label=_("Photos or other files (optional)"))
    name = forms.CharField(
        label=_("Your name"), max_length=120, error_messages={"required": _("Enter your name")}
    )
    phone = PhoneField(
        label=_("Phone number"), help_text=_("We call this number first."), max_length=40, required=False
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("For your private tracking link and every update."),
        required=False,
        error_messages={"invalid": _("Enter an e-mail address like name@example.com")},
    )
    location = forms.CharField(
        label=_("Where is the product? (optional)"),
        help_text=_("Street and building. Leave it blank if it is the address on your order."),
        max_length=240,
        required=False,
    )
    website = forms.CharField(label=_("Leave this field empty"), required=False)
    altcha = forms.CharField(required=False, max_length=4_000)
    draft = forms.CharField(required=False, max_length=40)
    label = forms.CharField(required=False, max_length=200)

    def clean_website(self) -> str:
        """Nobody sees this field; what fills it in is a robot, or a browser that should be told."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this field empty"))
        return ""

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        tried = {"phone", "email"} & self.errors.keys()
        if not tried and not facts.get("phone") and not facts.get("email"):
            self.add_error("phone", _("Enter a phone number or an e-mail address, so that we can reach you"))
        return facts

    def to_request(self, *, zone: str, host: str, is_verified: bool) -> ServiceRequest:
        """The valid form as the one registration service wants it; `host`: of the form."""
        facts = self.cleaned_data
        thing = facts["product"].strip()
        is_serial = bool(SERIAL.fullmatch(thing))
        purchase = purchase_of(facts["label"])
        return ServiceRequest(
            channel=Channel.WEB,
            customer=CustomerFacts(
                name=facts["name"],
                email=facts["email"],
                phone=facts["phone"],
                language=get_language() or "en",
                zone=zone,
            ),
            problem=facts["problem"],
            kind=Kind(facts["kind"]),
            impact=Impact(facts["impact"]),
            product="" if is_serial else thing,
            serial=thing if is_serial else "",
            location=facts["location"],
            files=facts["attachments"],
            came_to=host,
            is_verified=is_verified,
            purchase_id=purchase.pk if purchase else None,
            proof=Proof.LABEL if purchase else Proof.NONE,
        )
