"""Entries of the ledger of breaches (B4.1), what proves them, and what managers say about them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from core.moments import from_text
from servicedesk.api.serializers.actions import Body
from servicedesk.api.serializers.clocks import PauseSerializer
from servicedesk.api.serializers.log import LogActorSerializer
from servicedesk.api.serializers.tickets import OwnerSerializer
from sla.models import Breach, Decision, Firing, Grade
from sla.rungs import Kind
from sla.selectors.ledger import proof_of
from sla.selectors.terms import terms_of
from sla.wording import title_of
from tickets.models import LogEntry
from tickets.wording import sentence


class BreachSerializer(serializers.ModelSerializer[Breach]):
    """A promise that was not kept in time; it stays, whatever is excused or decided later.

    Durations are whole seconds. `late_seconds` is empty until the promise was kept or ended.
    """

    number = serializers.CharField(read_only=True)
    ticket = serializers.CharField(source="ticket.number", read_only=True)
    branch = serializers.CharField(source="ticket.branch.code", read_only=True)
    task = serializers.IntegerField(
        source="clock.task_number", read_only=True, allow_null=True, help_text=_("Of a department, internal")
    )
    clause = serializers.CharField(source="clock.promise.clause", read_only=True)
    letter = serializers.CharField(source="clock.promise.version.number", read_only=True)
    metric = serializers.CharField(source="clock.promise.metric", read_only=True)
    title = serializers.SerializerMethodField()
    grade = serializers.ChoiceField(choices=Grade.choices, read_only=True)
    responsible = OwnerSerializer(read_only=True, help_text=_("Whose it was then"))
    pauses = serializers.SerializerMethodField()
    decision = serializers.ChoiceField(
        choices=[*Decision.choices, ("", "")], read_only=True, help_text=_("Of what was contested")
    )
    evidence = serializers.ListField(
        child=serializers.IntegerField(), read_only=True, help_text=_("Numbers of the log entries")
    )

    class Meta:
        model = Breach
        fields: tuple[str, ...] = (
            "number",
            "ticket",
            "branch",
            "task",
            "clock_id",
            "clause",
            "letter",
            "metric",
            "title",
            "grade",
            "responsible",
            "due_at",
            "limit_at",
            "noticed_at",
            "limit_passed_at",
            "allowed_seconds",
            "late_seconds",
            "pauses",
            "is_caused_by_change",
            "is_contested",
            "decision",
            "decided_at",
            "excused_at",
            "evidence",
        )
        read_only_fields = fields

    def get_title(self, breach: Breach) -> str:
        terms = terms_of(breach.clock.promise_id)
        return str(title_of(terms.metric, terms.agreed, terms.unit))

    @extend_schema_field(PauseSerializer(many=True))
    def get_pauses(self, breach: Breach) -> list[dict[str, Any]]:
        rows = [
            {"from_at": from_text(begun), "to_at": ended and from_text(ended)}
            for begun, ended in breach.pauses
        ]
        return list(PauseSerializer(rows, many=True).data)


class ProofSerializer(serializers.Serializer[Any]):
    """An entry of the log that proves the breach, or what was excused or decided, with the reason given."""

    number = serializers.IntegerField()
    entry = serializers.CharField()
    sentence = serializers.SerializerMethodField(help_text=_("In the language you ask for"))
    text = serializers.CharField(source="words")
    actor = LogActorSerializer(source="*")
    happened_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()

    def get_sentence(self, entry: LogEntry) -> str:
        return sentence(entry)


class ProvenBreachSerializer(BreachSerializer):
    """With the entries of the log that prove it."""

    proof = serializers.SerializerMethodField()

    class Meta(BreachSerializer.Meta):
        fields = (*BreachSerializer.Meta.fields, "proof")
        read_only_fields = fields

    @extend_schema_field(ProofSerializer(many=True))
    def get_proof(self, breach: Breach) -> list[dict[str, Any]]:
        return list(ProofSerializer(proof_of(breach), many=True).data)


@extend_schema_serializer(
    examples=[
        OpenApiExample("Excuse", {"reason": "The telephone network was down.", "evidence": "Notice no. 12"})
    ]
)
class ExcuseBody(serializers.Serializer[Body]):
    reason = serializers.CharField(max_length=2000)
    evidence = serializers.CharField(
        max_length=500,
        required=False,
        allow_blank=True,
        help_text=_("Where it can be looked up: a notice, a number, a file."),
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample("Decision", {"decision": "in_time", "reason": "The call is on the provider's list."})
    ]
)
class DecisionBody(serializers.Serializer[Body]):
    decision = serializers.ChoiceField(choices=Decision.choices)
    reason = serializers.CharField(max_length=2000)


class FiringSerializer(serializers.ModelSerializer[Firing]):
    """What happened to a clock: a warning, due, a rung of its ladder, the limit, or a day that began."""

    clause = serializers.CharField(source="clock.promise.clause", read_only=True)
    metric = serializers.CharField(source="clock.promise.metric", read_only=True)
    cycle = serializers.IntegerField(source="clock.cycle", read_only=True)
    kind = serializers.ChoiceField(choices=[(kind.value, kind.value) for kind in Kind], read_only=True)
    level = serializers.IntegerField(
        read_only=True, help_text=_("Thousandths: of the time allowed before due, of due to limit after it")
    )

    class Meta:
        model = Firing
        fields = ("clock_id", "clause", "metric", "cycle", "kind", "level", "at", "noticed_at")
        read_only_fields = fields
