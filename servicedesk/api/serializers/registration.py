"""What another system sends to register a request (A3.1)."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.zones import known_zones
from servicedesk.api.serializers.fields import MomentField
from tickets.choices import Channel, Impact, Kind

Body = dict[str, Any]


class CustomerBody(serializers.Serializer[Body]):
    """Who asks. An e-mail address or a phone number is needed, so that we can answer."""

    name = serializers.CharField(max_length=120)
    email = serializers.EmailField(required=False, default="", allow_blank=True, max_length=254)
    phone = serializers.CharField(required=False, default="", allow_blank=True, max_length=40)
    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False, default="en")
    zone = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=64, help_text=_("IANA time zone")
    )

    def validate_zone(self, zone: str) -> str:
        if zone and zone not in known_zones():
            raise serializers.ValidationError(_("This is no IANA time zone."))
        return zone

    def validate(self, attrs: Body) -> Body:
        if not attrs["email"] and not attrs["phone"]:
            raise serializers.ValidationError(_("Give an e-mail address or a phone number."))
        return attrs


class RegistrationBody(serializers.Serializer[Body]):
    """A new service request; its priority follows from `impact` until an agent confirms it."""

    customer = CustomerBody()
    problem = serializers.CharField(max_length=20_000, help_text=_("What happened, in the customer's words"))
    kind = serializers.ChoiceField(choices=Kind.choices)
    impact = serializers.ChoiceField(choices=Impact.choices)
    channel = serializers.ChoiceField(choices=Channel.choices, required=False, default=Channel.API)
    product = serializers.CharField(required=False, default="", allow_blank=True, max_length=120)
    serial = serializers.CharField(required=False, default="", allow_blank=True, max_length=60)
    location = serializers.CharField(required=False, default="", allow_blank=True, max_length=240)
    branch = serializers.SlugField(
        required=False,
        default="",
        allow_blank=True,
        help_text=_("Code of the branch; without it the rules decide, else the default branch takes it"),
    )
    came_to = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=254,
        help_text=_("Our address it came to, as a mailbox or the number called; rules may go by it"),
    )
    received_at = MomentField(
        required=False, default=None, allow_null=True, help_text=_("When the customer asked; without it now")
    )
    backdating_reason = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=500,
        help_text=_("Why it is registered only now"),
    )
