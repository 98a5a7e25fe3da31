"""Who is there (D3.3)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from tickets.models import Ticket

Body = dict[str, Any]
MOST = 200


class PersonSerializer(serializers.Serializer[Any]):
    """A member of staff, as a telephone system needs to know him."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    email = serializers.EmailField()
    branch = serializers.IntegerField(source="branch_id", allow_null=True)
    is_on_duty = serializers.BooleanField()
    away_until = serializers.DateField(
        allow_null=True, help_text=_("The last day of the leave that runs, if one does")
    )


class DutyBody(serializers.Serializer[Body]):
    is_on_duty = serializers.BooleanField()


class PersonHandOverBody(serializers.Serializer[Body]):
    """What somebody has open and who gets it: those named, else all; one person, else whom dispatch names."""

    tickets = serializers.ListField(
        child=serializers.CharField(max_length=40),
        required=False,
        max_length=MOST,
        help_text=_("Their numbers; without it everything that is open, 200 at a time"),
    )
    to = serializers.IntegerField(required=False, allow_null=True, default=None)
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=1000)


class MovedSerializer(serializers.Serializer[Ticket]):
    number = serializers.CharField()
    owner = serializers.IntegerField(source="owner_id")


class RefusedSerializer(serializers.Serializer[Body]):
    number = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class HandedOverSerializer(serializers.Serializer[Body]):
    """What became of each."""

    moved = MovedSerializer(many=True)
    refused = RefusedSerializer(many=True)
