"""A promise as a clock, and its deadline as steps anybody can follow."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

STEP_KINDS = ("rule", "hours", "start", "open", "closed", "paused", "left", "due")
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
    closed = serializers.SerializerMethodField(
        help_text=_("Closed stretches of its calendar up to the deadline")
    )

    @extend_schema_field(PauseSerializer(many=True))
    def get_pauses(self, clock: Any) -> list[dict[str, Any]]:
        return _spans(clock.pauses)

    @extend_schema_field(PauseSerializer(many=True))
    def get_closed(self, clock: Any) -> list[dict[str, Any]]:
        return _spans(clock.closed)


class StepSerializer(serializers.Serializer[Any]):
    """One step of the way from the start to the deadline.

    `rule` names the clause and its letter, `hours` the calendar, its version and its zone.
    """

    kind = serializers.ChoiceField(choices=STEP_KINDS)
    label = serializers.CharField()  # type: ignore[assignment]  # the step's own name for it
    detail = serializers.CharField(allow_blank=True)
    seconds = serializers.IntegerField(allow_null=True)
    at = serializers.DateTimeField(allow_null=True, help_text=_("When it begins or ends"))
    total = serializers.IntegerField(allow_null=True, help_text=_("Seconds counted up to there"))


def _spans(spans: Any) -> list[dict[str, Any]]:
    rows = [{"from_at": begun, "to_at": ended} for begun, ended in spans]
    return list(PauseSerializer(rows, many=True).data)
