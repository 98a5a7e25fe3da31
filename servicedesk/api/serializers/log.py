from typing import Any

from rest_framework import serializers

from tickets.models import Attachment, LogEntry


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    """What is known of a file; its bytes are handed out by the desk and the customer's page only."""

    class Meta:
        model = Attachment
        fields = ("id", "name", "content_type", "size", "sha256")
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
    attachments = AttachmentSerializer(many=True, read_only=True)

    class Meta:
        model = LogEntry
        fields = (
            "number",
            "entry",
            "actor",
            "payload",
            "text",
            "attachments",
            "is_public",
            "happened_at",
            "recorded_at",
            "previous",
            "digest",
        )
        read_only_fields = fields
