"""A ticket as other systems see it. Instants are aware UTC, ISO 8601; codes are the glossary's words."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.entitlement import Entitlement
from accounts.models import Branch, Customer, Product, Purchase, User
from tickets.models import Ticket
from tickets.required import missing_facts
from tickets.selectors.duplicates import duplicates_of
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


class SoldProductSerializer(serializers.ModelSerializer[Product]):
    class Meta:
        model = Product
        fields = ("code", "name")
        read_only_fields = fields


class TicketPurchaseSerializer(serializers.ModelSerializer[Purchase]):
    """What the request is about, as we sold it; `id` leads to the registry."""

    product = SoldProductSerializer(read_only=True)

    class Meta:
        model = Purchase
        fields = ("id", "product", "serial", "bought_on", "warranty_until")
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

    purchase = TicketPurchaseSerializer(
        read_only=True, allow_null=True, help_text=_("What was bought; empty while it is not known")
    )
    entitlement = serializers.ChoiceField(
        choices=Entitlement.choices,
        read_only=True,
        help_text=_("On the day it was received; never a reason to refuse"),
    )

    awaits_summary = serializers.BooleanField(
        read_only=True, help_text=_("Confirmed by the customer; closes when the summary is filed")
    )

    missing_facts = serializers.SerializerMethodField(help_text=_("Fields that are wanted and empty"))

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
            "missing_facts",
            "purchase",
            "entitlement",
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
            "awaits_summary",
            "closed_at",
            "next_due_at",
            "next_due_metric",
            "is_paused",
            "sends_updates",
            "is_verified",
            "version",
        )
        read_only_fields = fields

    def get_missing_facts(self, ticket: Ticket) -> list[str]:
        return [fact.value for fact in missing_facts(ticket)]


class RegisteredTicketSerializer(TicketSerializer):
    """With the customer's private link: whoever holds it may read and answer.

    The purchase only where the customer proved that it is his: who registers may be passing on what a
    stranger typed.
    """

    tracking_url = serializers.SerializerMethodField()
    likely_duplicates = serializers.SerializerMethodField(
        help_text=_("Numbers of the customer's requests that may be about the same matter")
    )

    class Meta:
        model = Ticket
        fields = (*TicketSerializer.Meta.fields, "tracking_url", "likely_duplicates")
        read_only_fields = fields

    def to_representation(self, instance: Ticket) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(instance)
        if not instance.is_purchase_proven:
            shown |= {"purchase": None, "entitlement": Entitlement.UNKNOWN.value}
        return shown

    def get_likely_duplicates(self, ticket: Ticket) -> list[str]:
        return [other.number for other in duplicates_of(ticket, actor=self.context["actor"])]

    def get_tracking_url(self, ticket: Ticket) -> str:
        return f"{settings.BASE_URL}{reverse('portal:track', args=[token_for(ticket)])}"
