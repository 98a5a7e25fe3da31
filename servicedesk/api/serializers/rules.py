"""The rules of dispatch as other systems see them, and as they send them (B2.1, D3.3)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from tickets.models import BranchRule, DispatchRule


class RuleSerializer(serializers.ModelSerializer[Any]):
    """The first rule in use that applies decides; what is empty narrows nothing."""

    position = serializers.IntegerField(read_only=True, help_text=_("The lower is looked at first"))

    def get_validators(self) -> list[Any]:
        """What is wrong with a rule as a whole, the service says."""
        return []


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Taking turns",
            {"branch": 1, "kind": "repair", "product": "KX", "how": "round_robin"},
            request_only=True,
        )
    ]
)
class OwnerRuleSerializer(RuleSerializer):
    """How matters of some sort find their owner. A new one is of the token's branch, if it has one."""

    class Meta:
        model = DispatchRule
        fields = (
            "id",
            "position",
            "branch",
            "kind",
            "product",
            "channel",
            "priority",
            "how",
            "person",
            "is_active",
        )


@extend_schema_serializer(
    examples=[OpenApiExample("By region", {"region": "Xinjiang", "branch": 1}, request_only=True)]
)
class BranchRuleSerializer(RuleSerializer):
    """Which branch takes matters of some sort."""

    class Meta:
        model = BranchRule
        fields = ("id", "position", "region", "product", "address", "branch", "is_active")


class RuleChangeSerializer(serializers.Serializer[Any]):
    made_at = serializers.DateTimeField()
    by = serializers.CharField()
    rule = serializers.IntegerField(source="number")
    texts = serializers.ListField(child=serializers.CharField(), help_text=_("In the language you ask for"))


class RulesSerializer(serializers.Serializer[Any]):
    """All of them in their order, which belongs to what they do; every change of any raises the version."""

    version = serializers.IntegerField()
    changes = RuleChangeSerializer(many=True, help_text=_("The newest twenty"))


class OwnerRulesSerializer(RulesSerializer):
    rules = OwnerRuleSerializer(many=True)


class BranchRulesSerializer(RulesSerializer):
    rules = BranchRuleSerializer(many=True)


class NothingBody(serializers.Serializer[Any]):
    """Nothing is sent with it."""


class ShareSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    got = serializers.IntegerField()
    would_get = serializers.IntegerField()


class TrialSerializer(serializers.Serializer[Any]):
    """What the rules would have done with the tickets of the last 30 days; nothing was kept."""

    branch = serializers.IntegerField(
        source="branch.pk", default=None, allow_null=True, help_text=_("Whose tickets; empty: the house's")
    )
    tried = serializers.IntegerField(source="result.tried", help_text=_("Tickets looked at, 1,000 at most"))
    is_cut = serializers.BooleanField(source="result.is_cut", help_text=_("Only the newest were looked at."))
    other = serializers.IntegerField(source="result.other", help_text=_("How many would be elsewhere"))
    shares = ShareSerializer(source="result.shares", many=True)
