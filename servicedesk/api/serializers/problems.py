from typing import Any

from rest_framework import serializers


class FieldProblemSerializer(serializers.Serializer[Any]):
    pointer = serializers.CharField(required=False, help_text="JSON pointer into the body")
    parameter = serializers.CharField(required=False, help_text="Name of the query parameter")
    code = serializers.CharField()
    detail = serializers.CharField()


class ChangeSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    entry = serializers.CharField()
    happened_at = serializers.DateTimeField()


class ProblemSerializer(serializers.Serializer[Any]):
    """A problem document (RFC 9457). Look at `code`; `detail` is for people."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    errors = FieldProblemSerializer(many=True, required=False)  # type: ignore[assignment]  # the member's name
    version = serializers.IntegerField(required=False, help_text="The log number to act on next")
    changes = ChangeSerializer(many=True, required=False, help_text="What was recorded since you read it")
