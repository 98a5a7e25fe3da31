"""Branches, teams, people and skills as other systems see them, and as they send them (B2.1).

A record is read and written in one shape; what points to another record is its `id`. Never a password.
"""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from accounts.models import Branch, PersonSkill, Skill, Team, User
from accounts.shifts import validate_shifts
from tickets.choices import Kind, Nature
from tickets.models import SkillNeed

MOST = 200
LARGEST = 2**63 - 1
Week = list[list[list[str]]]


class HouseSerializer(serializers.ModelSerializer[Any]):
    """What is wrong with a record as a whole, the service says."""

    version = serializers.IntegerField(read_only=True, help_text=_("Grows with every change"))

    def get_validators(self) -> list[Any]:
        return []


@extend_schema_serializer(
    examples=[
        OpenApiExample("Branch", {"code": "west", "name": "West", "zone": "Asia/Urumqi"}, request_only=True)
    ]
)
class BranchRecordSerializer(HouseSerializer):
    is_default = serializers.BooleanField(
        required=False, help_text=_("Takes what nobody else takes; then no other branch does any longer")
    )

    class Meta:
        model = Branch
        fields = ("id", "version", "code", "name", "zone", "phone", "lead", "is_default")


class TeamRecordSerializer(HouseSerializer):
    class Meta:
        model = Team
        fields = ("id", "version", "name", "branch", "lead")


class LineSerializer(serializers.ModelSerializer[Any]):
    """A line of a list is sent whole, also where the rest of its record is not."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        missing = {
            name: [field.error_messages["required"]]
            for name, field in self.fields.items()
            if field.required and name not in attrs
        }
        if missing:
            raise serializers.ValidationError(missing, code="required")
        return attrs


class HeldSkillSerializer(LineSerializer):
    class Meta:
        model = PersonSkill
        fields = ("skill", "until_on")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Person",
            {
                "name": "Wu Fei",
                "email": "wu.fei@desk.example",
                "role": "agent",
                "branch": 1,
                "spoken": ["en", "zh-hans"],
                "shifts": [[["09:00", "17:00"]]] * 5 + [[], []],
                "skills": [{"skill": 1, "until_on": "2027-12-31"}],
            },
            request_only=True,
        ),
        OpenApiExample("The account ends", {"is_active": False}, request_only=True),
    ]
)
class PersonRecordSerializer(HouseSerializer):
    """A member of staff; who is new gets a mail with a link to choose a password."""

    also_serves = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST), required=False, max_length=MOST
    )
    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False)
    spoken = serializers.ListField(
        child=serializers.ChoiceField(choices=settings.LANGUAGES), required=False, max_length=MOST
    )
    shifts = serializers.ListField(
        child=serializers.ListField(
            child=serializers.ListField(child=serializers.CharField(), min_length=2, max_length=2),
            max_length=MOST,
        ),
        required=False,
        allow_null=True,
        min_length=7,
        max_length=7,
        help_text=_('In the branch\'s zone, Monday first: seven lists of hours, as [["09:00", "17:00"]]'),
    )
    skills = HeldSkillSerializer(  # type: ignore[call-arg]  # `many` makes a list of it
        source="person_skills", many=True, required=False, max_length=MOST
    )
    is_active = serializers.BooleanField(required=False, help_text=_("Without it nobody signs in"))

    class Meta:
        model = User
        fields = (
            "id",
            "version",
            "name",
            "email",
            "role",
            "department",
            "branch",
            "team",
            "also_serves",
            "language",
            "spoken",
            "shifts",
            "skills",
            "is_active",
        )

    def validate_also_serves(self, ids: list[int]) -> list[int]:
        if Branch.objects.filter(pk__in=ids).count() < len(set(ids)):
            raise serializers.ValidationError(_("There is no branch with this id."))
        return ids

    def validate_language(self, language: str) -> str:
        """The house's to say until he has chosen one himself."""
        person = self.instance
        if person and person.has_chosen_language and language != person.language:
            raise serializers.ValidationError(_("Chosen by the person."))
        return language

    def validate_shifts(self, week: Week | None) -> Week | None:
        """Without any hours he is named owner whenever he is on duty, as on the page."""
        if week is None or not any(week):
            return None
        validate_shifts(week)
        return week


class NeedSerializer(LineSerializer):
    kind = serializers.ChoiceField(choices=Kind.choices, allow_blank=True, help_text=_("Empty: every type"))
    nature = serializers.ChoiceField(
        choices=Nature.choices,
        allow_blank=True,
        required=False,
        help_text=_("Empty: every nature. Known from the diagnosis on"),
    )

    class Meta:
        model = SkillNeed
        fields = ("kind", "product", "nature")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Skill", {"name": "Pumps", "needs": [{"kind": "repair", "product": "KX"}]}, request_only=True
        )
    ]
)
class SkillRecordSerializer(HouseSerializer):
    """A skill, and which matters need it: type, how the product begins, nature of the problem."""

    needs = NeedSerializer(many=True, required=False, max_length=MOST)  # type: ignore[call-arg]  # a list

    class Meta:
        model = Skill
        fields = ("id", "version", "name", "needs")
