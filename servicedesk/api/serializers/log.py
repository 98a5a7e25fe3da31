from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from servicedesk.api.serializers.actions import Body
from tickets.models import Attachment, LogEntry


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    """What is known of a file (once erased, no name); the desk and the customer's page hand it out."""

    erased_on = serializers.DateTimeField(source="erased_at", read_only=True, allow_null=True)

    class Meta:
        model = Attachment
        fields = ("id", "name", "content_type", "size", "sha256", "erased_on")
        read_only_fields = fields


class LogActorSerializer(serializers.Serializer[LogEntry]):
    """Who did it; `part` names the part of the system when no person or other system did."""

    kind = serializers.CharField(source="actor_kind")
    id = serializers.IntegerField(source="actor_id", allow_null=True)
    part = serializers.CharField(source="actor_part")


class LogEntrySerializer(serializers.ModelSerializer[LogEntry]):
    """One line of the service log: a code, its data, and the words somebody wrote (empty once erased)."""

    actor = LogActorSerializer(source="*", read_only=True)
    payload: serializers.Field[Any, Any, Any, Any] = serializers.DictField(read_only=True)
    text = serializers.CharField(source="words", read_only=True)
    text_erased_on = serializers.DateTimeField(source="erased_at", read_only=True, allow_null=True)
    attachments = AttachmentSerializer(many=True, read_only=True)

    class Meta:
        model = LogEntry
        fields = (
            "number",
            "entry",
            "actor",
            "payload",
            "text",
            "text_erased_on",
            "attachments",
            "is_public",
            "happened_at",
            "recorded_at",
            "previous",
            "digest",
        )
        read_only_fields = fields


class ExportSerializer(serializers.Serializer[Any]):
    """The whole log as a document that can be checked without us (docs/service-log-export.md)."""

    format = serializers.CharField()
    ticket = serializers.DictField()
    exported_at = serializers.DateTimeField()
    entries = serializers.IntegerField()
    head = serializers.CharField(help_text=_("Digest of the last entry: the chain's last hash"))
    log = serializers.ListField(child=serializers.DictField())


class ErasureBody(serializers.Serializer[Body]):
    numbers = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**31 - 1),
        required=False,
        default=list,
        max_length=500,
        help_text=_("Log numbers of the entries that lose their words"),
    )
    files = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**53),
        required=False,
        default=list,
        max_length=500,
        help_text=_("Ids of the files that go, with their names"),
    )
    reason = serializers.CharField(max_length=300, help_text=_("Why, without repeating the words"))
