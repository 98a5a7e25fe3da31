"""Canned replies as other systems see them, and as they send them."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from accounts.models import Branch
from servicedesk.api.serializers.actions import Body
from tickets.models import CannedReply

LONGEST = 10_000


class TextsSerializer(serializers.Serializer[Any]):
    """The words in each language; at least one."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {
            code: serializers.CharField(required=False, allow_blank=True, max_length=LONGEST)
            for code, _name in settings.LANGUAGES
        }


class CannedReplySerializer(serializers.ModelSerializer[CannedReply]):
    texts = TextsSerializer(read_only=True)
    by = serializers.CharField(read_only=True, help_text=_("Who changed it last"))

    class Meta:
        model = CannedReply
        fields = ("id", "version", "name", "branch", "texts", "by", "changed_at")
        read_only_fields = fields


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "On the way",
            {"name": "On the way", "texts": {"en": "Dear {customer}, about {number}: we are on our way."}},
        )
    ]
)
class CannedReplyBody(serializers.Serializer[Body]):
    name = serializers.CharField(max_length=60)
    branch = serializers.PrimaryKeyRelatedField(
        queryset=Branch.objects.all(),
        required=False,
        allow_null=True,
        help_text=_("Empty: for the whole house"),
    )
    texts = TextsSerializer(help_text=_("With {customer}, {number}, {title} and {agent} filled in later"))


class OfferSerializer(serializers.Serializer[Any]):
    """A canned reply as it would be written on the ticket, in the customer's language where it has one."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    text = serializers.CharField()
    language = serializers.CharField()
