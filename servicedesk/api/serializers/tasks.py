"""A department's task, and what is said to it (A3.4). Shape only; what is allowed is the service's to say."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.departments import Department
from servicedesk.api.serializers.actions import MAX_WORDS, Body
from servicedesk.api.serializers.fields import MomentField
from servicedesk.api.serializers.tickets import OwnerSerializer
from tickets.choices import TaskState


class TaskSerializer(serializers.Serializer[Any]):
    """`clock_id` is empty where no house rules were in force; its explanation has an address of its own."""

    number = serializers.IntegerField(source="task.number", help_text=_("Within the ticket"))
    department = serializers.ChoiceField(source="task.department", choices=Department.choices)
    state = serializers.ChoiceField(source="task.state", choices=TaskState.choices)
    what = serializers.CharField(source="words.what")
    note = serializers.CharField(source="words.note", help_text=_("What the department has to know"))
    answer = serializers.CharField(
        source="words.answer", help_text=_("The result, or the reason of a return")
    )
    owner = OwnerSerializer(source="task.owner")
    due_at = serializers.DateTimeField(source="task.due_at")
    asked_at = serializers.DateTimeField(source="task.asked_at")
    ended_at = serializers.DateTimeField(source="task.ended_at", allow_null=True)
    clock_id = serializers.IntegerField(source="promise.clock_id", default=None, allow_null=True)
    tone = serializers.CharField(source="promise.tone", default="")


class NoteBody(serializers.Serializer[Body]):
    note = serializers.CharField(max_length=MAX_WORDS, help_text=_("What whoever takes over has to know"))


class TaskBody(NoteBody):
    department = serializers.ChoiceField(choices=Department.choices)
    owner = serializers.IntegerField(source="owner_id", min_value=1, help_text=_("Number of the person"))
    what = serializers.CharField(max_length=160, help_text=_("What it shall do, in one line"))
    due_at = MomentField()


class HandOverBody(NoteBody):
    owner = serializers.IntegerField(source="owner_id", min_value=1, help_text=_("Number of the person"))


class AskAgainBody(NoteBody):
    due_at = MomentField()


class TaskReasonBody(serializers.Serializer[Body]):
    reason = serializers.CharField(max_length=MAX_WORDS)


class TaskResultBody(serializers.Serializer[Body]):
    result = serializers.CharField(max_length=MAX_WORDS)
