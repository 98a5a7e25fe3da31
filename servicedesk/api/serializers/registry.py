"""Customers, products, purchases and contracts as other systems see them, and as they send them."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.entitlement import Entitlement
from accounts.models import Contract, Customer, Product, Purchase
from accounts.selectors.branches import zone_of
from accounts.selectors.registry import entitlement_of
from accounts.tables.columns import LONGEST_ADDRESS
from servicedesk.api.serializers.registration import Body, CustomerBody


class CustomerRecordSerializer(serializers.ModelSerializer[Customer]):
    email = serializers.CharField(read_only=True)

    class Meta:
        model = Customer
        fields = ("id", "code", "name", "email", "phone", "region", "language", "zone")
        read_only_fields = fields


class ProductRecordSerializer(serializers.ModelSerializer[Product]):
    class Meta:
        model = Product
        fields = ("id", "code", "name", "family", "is_active")
        read_only_fields = fields


class PurchaseRecordSerializer(serializers.ModelSerializer[Purchase]):
    """One unit or lot."""

    customer = CustomerRecordSerializer(read_only=True)
    product = ProductRecordSerializer(read_only=True)

    class Meta:
        model = Purchase
        fields = (
            "id",
            "customer",
            "product",
            "serial",
            "bought_on",
            "warranty_until",
            "order_number",
            "place",
        )
        read_only_fields = fields


class LifeFileSerializer(PurchaseRecordSerializer):
    """With what it entitles to today, in the zone of the default branch."""

    entitlement = serializers.SerializerMethodField()

    class Meta:
        model = Purchase
        fields = (*PurchaseRecordSerializer.Meta.fields, "entitlement")
        read_only_fields = fields

    def get_entitlement(self, purchase: Purchase) -> Entitlement:
        day = timezone.now().astimezone(zone_of(None)).date()
        return entitlement_of(purchase, day=day).entitlement


class ContractRecordSerializer(serializers.ModelSerializer[Contract]):
    """What it covers is named by codes and serial numbers; all that was bought where both lists are empty."""

    customer = CustomerRecordSerializer(read_only=True)
    products: serializers.SlugRelatedField[Product] = serializers.SlugRelatedField(
        slug_field="code", many=True, read_only=True
    )
    purchases: serializers.SlugRelatedField[Purchase] = serializers.SlugRelatedField(
        slug_field="serial", many=True, read_only=True
    )

    class Meta:
        model = Contract
        fields = ("id", "number", "customer", "from_on", "until_on", "products", "purchases")
        read_only_fields = fields


def key_field(**options: Any) -> serializers.CharField:
    return serializers.CharField(max_length=60, **options)


class CustomerRecordBody(CustomerBody):
    """A customer as the other system knows him, by his number."""

    code = key_field(help_text=_("The customer's number in the other system"))

    def validate_email(self, email: str) -> str:
        small = email.lower()  # may be longer than what was sent
        if len(small) > LONGEST_ADDRESS:
            raise serializers.ValidationError(_("Enter an e-mail address like name@example.com"))
        return small


class ProductRecordBody(serializers.Serializer[Body]):
    code = key_field()
    name = serializers.CharField(max_length=120)
    family = key_field(required=False, allow_blank=True)
    is_active = serializers.BooleanField(required=False)


class PurchaseRecordBody(serializers.Serializer[Body]):
    """Known by product and serial number."""

    customer = key_field(help_text=_("The customer's number"))
    product = key_field(help_text=_("The product's code"))
    serial = key_field()
    bought_on = serializers.DateField(required=False, allow_null=True)
    warranty_until = serializers.DateField(required=False, allow_null=True)
    order_number = key_field(required=False, allow_blank=True)
    place = serializers.CharField(required=False, allow_blank=True, max_length=240)


class ContractRecordBody(serializers.Serializer[Body]):
    """Known by its number."""

    number = key_field()
    customer = key_field(help_text=_("The customer's number"))
    from_on = serializers.DateField()
    until_on = serializers.DateField()
    products = serializers.ListField(child=key_field(), required=False, max_length=1000)
    purchases = serializers.ListField(child=key_field(), required=False, max_length=1000)
