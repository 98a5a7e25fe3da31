"""A visit or remote session, and what is said to it (B3.3). Shape only; what is allowed the service says."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from servicedesk.api.serializers.actions import MAX_WORDS, Body
from servicedesk.api.serializers.fields import MomentField
from servicedesk.api.serializers.tickets import OwnerSerializer
from tickets.choices import ContactChannel, PartState, SignOff, VisitMode, VisitState
from tickets.selectors.visits import VisitLine


class PartSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    part_number = serializers.CharField()
    quantity = serializers.DecimalField(max_digits=9, decimal_places=2)
    state = serializers.ChoiceField(choices=PartState.choices)


class VisitSerializer(serializers.Serializer[Any]):
    """Words that were erased are empty."""

    number = serializers.IntegerField(source="visit.number", help_text=_("Within the ticket"))
    mode = serializers.ChoiceField(source="visit.mode", choices=VisitMode.choices)
    state = serializers.ChoiceField(source="visit.state", choices=VisitState.choices)
    engineer = OwnerSerializer(source="visit.engineer")
    where = serializers.CharField(help_text=_("The address, or the link of the session"))
    note = serializers.CharField()
    window_from = serializers.DateTimeField(source="visit.window_from", allow_null=True)
    window_until = serializers.DateTimeField(source="visit.window_until", allow_null=True)
    nobody_since = serializers.DateTimeField(
        source="visit.nobody_since",
        allow_null=True,
        help_text=_("Since when its engineer is known to be away then, and nobody goes in his place"),
    )
    customer_to_call = serializers.SerializerMethodField(
        help_text=_("Another engineer comes, and the customer, who has no e-mail, was not told yet")
    )
    accepted_at = serializers.DateTimeField(source="visit.accepted_at", allow_null=True)
    set_out_at = serializers.DateTimeField(source="visit.set_out_at", allow_null=True)
    arrived_at = serializers.DateTimeField(source="visit.arrived_at", allow_null=True)
    ended_at = serializers.DateTimeField(source="visit.ended_at", allow_null=True)
    cause = serializers.CharField()
    measures = serializers.CharField()
    sign_off = serializers.ChoiceField(
        source="visit.sign_off", choices=SignOff.choices, allow_blank=True, help_text=_("Empty: none")
    )
    absent_reason = serializers.CharField()
    parts = PartSerializer(many=True)

    def get_customer_to_call(self, line: VisitLine) -> bool:
        return line.visit.is_open and line.visit.number in self.context["to_tell"]


class VisitBody(serializers.Serializer[Body]):
    mode = serializers.ChoiceField(choices=VisitMode.choices)
    engineer = serializers.IntegerField(
        source="engineer_id", min_value=1, help_text=_("Number of the person")
    )
    where = serializers.CharField(max_length=300, help_text=_("The address, or the link of the session"))
    window_from = MomentField(required=False, allow_null=True, default=None)
    window_until = MomentField(required=False, allow_null=True, default=None)
    channel = serializers.ChoiceField(
        choices=ContactChannel.choices, required=False, default="message", help_text=_("How he said so")
    )
    words = serializers.CharField(
        max_length=MAX_WORDS,
        required=False,
        default="",
        allow_blank=True,
        help_text=_("What the customer said; needed with a window"),
    )
    note = serializers.CharField(max_length=MAX_WORDS, required=False, default="", allow_blank=True)


class StepBody(serializers.Serializer[Body]):
    """A step on a visit, told later than it was taken; the work it ends or begins counts from then."""

    happened_at = MomentField(
        required=False,
        default=None,
        allow_null=True,
        help_text=_(
            "When it took place, at most 24 hours ago; without it now. Before the last step: as that one"
        ),
    )


class VisitReasonBody(serializers.Serializer[Body]):
    reason = serializers.CharField(max_length=MAX_WORDS, help_text=_("The customer reads it"))


class PartBody(serializers.Serializer[Body]):
    name = serializers.CharField(max_length=120)
    part_number = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    quantity = serializers.DecimalField(
        max_digits=9, decimal_places=2, min_value=Decimal("0.01"), required=False, default=Decimal(1)
    )


class PartsBody(serializers.Serializer[Body]):
    parts = PartBody(many=True, allow_empty=False)


class ReceiptBody(serializers.Serializer[Body]):
    part = serializers.IntegerField(source="part_id", min_value=1)


class ReportBody(StepBody):
    cause = serializers.CharField(max_length=200, help_text=_("In one line"))
    measures = serializers.CharField(max_length=MAX_WORDS)
    parts = PartBody(many=True, required=False, default=list)
    no_sign_off = serializers.CharField(
        max_length=300,
        required=False,
        default="",
        allow_blank=True,
        help_text=_("Why the customer did not sign; needed for a visit on site"),
    )
