"""A promise as a clock, and its deadline as steps anybody can follow."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

TONES = ("running", "risk", "paused", "met", "late", "missed", "pending")


class PauseSerializer(serializers.Serializer[Any]):
    from_at = serializers.DateTimeField()
    to_at = serializers.DateTimeField(allow_null=True)


class ClockSerializer(serializers.Serializer[Any]):
    """Durations are whole seconds. A paused clock has no `due_at`; `left_seconds` says what is left."""

    id = serializers.IntegerField(source="clock_id")
    clause = serializers.CharField()
    metric = serializers.CharField()
    title = serializers.CharField()
    cycle = serializers.IntegerField(help_text=_("2 and more after a reopening"))
    state = serializers.CharField()
    tone = serializers.ChoiceField(choices=TONES, help_text=_("The state in one word, as all pages show it"))
    is_breached = serializers.BooleanField()
    started_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    limit_at = serializers.DateTimeField(allow_null=True)
    risk_at = serializers.DateTimeField(allow_null=True)
    stopped_at = serializers.DateTimeField(allow_null=True)
    agreed = serializers.IntegerField()
    unit = serializers.CharField()
    left_seconds = serializers.IntegerField(allow_null=True)
    late_seconds = serializers.IntegerField()
    pauses = serializers.SerializerMethodField()

    def get_pauses(self, clock: Any) -> list[dict[str, Any]]:
        spans = [{"from_at": begun, "to_at": ended} for begun, ended in clock.pauses]
        return list(PauseSerializer(spans, many=True).data)


class StepSerializer(serializers.Serializer[Any]):
    """One step of the way from the start to the deadline."""

    label = serializers.CharField()  # type: ignore[assignment]  # the step's own name for it
    detail = serializers.CharField(allow_blank=True)
    seconds = serializers.IntegerField(allow_null=True)
    at = serializers.DateTimeField(allow_null=True)
