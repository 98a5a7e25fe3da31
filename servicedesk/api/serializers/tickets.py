"""A ticket as other systems see it. Instants are aware UTC, ISO 8601; codes are the glossary's words."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import Branch, Customer, User
from tickets.models import Ticket
from tickets.tracking import token_for


class CustomerSerializer(serializers.ModelSerializer[Customer]):
    """Who asked; `email` is empty for somebody who is reached by phone."""

    email = serializers.CharField(read_only=True)

    class Meta:
        model = Customer
        fields = ("name", "email", "phone", "language", "zone")
        read_only_fields = fields


class OwnerSerializer(serializers.ModelSerializer[User]):
    """The one responsible person (A2.3)."""

    class Meta:
        model = User
        fields = ("id", "name")
        read_only_fields = fields


class BranchSerializer(serializers.ModelSerializer[Branch]):
    class Meta:
        model = Branch
        fields = ("code", "name", "zone")
        read_only_fields = fields


class TicketSerializer(serializers.ModelSerializer[Ticket]):
    """`version` is the number of the last log entry: it grows with every change and makes the ETag."""

    customer = CustomerSerializer(read_only=True)
    owner = OwnerSerializer(read_only=True)
    branch = BranchSerializer(read_only=True)
    version = serializers.IntegerField(
        source="last_number", read_only=True, help_text=_("Last log entry's number")
    )

    handling_priority = serializers.CharField(
        read_only=True,
        help_text=_("The tier whose order it has: its own, unless it was raised because a promise is late"),
    )
    nature = serializers.CharField(read_only=True, help_text=_("Code; empty until it is diagnosed"))
    department = serializers.CharField(read_only=True, help_text=_("Code; empty until it is diagnosed"))

    merged_into: serializers.SlugRelatedField[Ticket] = serializers.SlugRelatedField(
        slug_field="number",
        read_only=True,
        allow_null=True,
        help_text=_("The ticket that it was merged into"),
    )

    class Meta:
        model = Ticket
        fields = (
            "number",
            "title",
            "kind",
            "state",
            "priority",
            "handling_priority",
            "is_priority_confirmed",
            "complexity",
            "is_complexity_set",
            "nature",
            "department",
            "impact",
            "channel",
            "product",
            "serial",
            "location",
            "customer",
            "owner",
            "branch",
            "merged_into",
            "rating",
            "received_at",
            "registered_at",
            "updated_at",
            "service_started_at",
            "promised_at",
            "appointment_at",
            "resolved_at",
            "confirmed_at",
            "closed_at",
            "next_due_at",
            "next_due_metric",
            "is_paused",
            "sends_updates",
            "version",
        )
        read_only_fields = fields


class RegisteredTicketSerializer(TicketSerializer):
    """With the customer's private link: whoever holds it may read and answer."""

    tracking_url = serializers.SerializerMethodField()

    class Meta:
        model = Ticket
        fields = (*TicketSerializer.Meta.fields, "tracking_url")
        read_only_fields = fields

    def get_tracking_url(self, ticket: Ticket) -> str:
        return f"{settings.BASE_URL}{reverse('portal:track', args=[token_for(ticket)])}"
