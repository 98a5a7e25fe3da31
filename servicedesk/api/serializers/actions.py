"""The content of each action. This is shape only; whether the step is allowed is the service's to say."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import Branch
from servicedesk.api.serializers.fields import MomentField
from tickets.choices import Complexity, ContactChannel, Department, Direction, Kind, Nature, Priority
from tickets.models import Ticket
from tickets.summaries import LONGEST

Body = dict[str, Any]
MAX_WORDS = 20_000


class WordsBody(serializers.Serializer[Body]):
    """Words to the customer or to colleagues."""

    text = serializers.CharField(max_length=MAX_WORDS)


class NoteBody(WordsBody):
    mentions = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        required=False,
        default=list,
        max_length=20,
        help_text=_("Numbers of the colleagues who are told and watch from then on"),
    )


class FactsBody(serializers.Serializer[Body]):
    """What was not known at first; what is left out or empty stays as it is."""

    product = serializers.CharField(required=False, default="", allow_blank=True, max_length=120)
    serial = serializers.CharField(required=False, default="", allow_blank=True, max_length=60)
    location = serializers.CharField(required=False, default="", allow_blank=True, max_length=240)


class MoveBody(serializers.Serializer[Body]):
    """The branch that takes it over, by its code, and why."""

    branch = serializers.SlugRelatedField(
        slug_field="code", queryset=Branch.objects.all(), help_text=_("Code of the branch")
    )
    reason = serializers.CharField(max_length=MAX_WORDS, help_text=_("Why; the new branch reads it"))


class ComplaintBody(serializers.Serializer[Body]):
    """What the customer is not content with, in his words."""

    text = serializers.CharField(max_length=MAX_WORDS)


class ComplaintReceipt(serializers.Serializer[Ticket]):
    """That it was registered; what becomes of it the customer and management read."""

    number = serializers.CharField()
    received_at = MomentField()


class SummaryLine(serializers.CharField):
    """A line of the closing summary; that one is missing is the service's to say."""

    def __init__(self, help_text: Any) -> None:
        super().__init__(
            required=False, default="", allow_blank=True, max_length=LONGEST, help_text=help_text
        )


class SummaryBody(serializers.Serializer[Body]):
    """The closing summary (D2.3c); all three are needed, and the customer reads them."""

    cause = SummaryLine(_("What was wrong, and why"))
    solution = SummaryLine(_("What solved it"))
    prevention = SummaryLine(_("What keeps it from coming back"))


class ResolutionBody(SummaryBody, WordsBody):
    over_tasks = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=300,
        help_text=_("Why a department's task may stay open"),
    )


class ReplyBody(WordsBody):
    is_progress = serializers.BooleanField(
        required=False, default=False, help_text=_("Tells the customer how far things are")
    )


class PlanBody(WordsBody):
    completes_at = MomentField(help_text=_("When the work will be complete"))


class SolutionBody(WordsBody):
    completes_at = MomentField(help_text=_("When the work will be complete"))


class CustomersWordBody(serializers.Serializer[Body]):
    """What the customer said, and how he said it: another system records it for him."""

    channel = serializers.ChoiceField(
        choices=ContactChannel.choices, required=False, default="message", help_text=_("How he said so")
    )
    text = serializers.CharField(max_length=MAX_WORDS, help_text=_("What he said"))


class DateAgreementBody(CustomersWordBody):
    completes_at = MomentField(help_text=_("The later date that a plan or a solution named"))


class AppointmentBody(CustomersWordBody):
    at = MomentField(help_text=_("The time that the customer chose"))


class KindBody(serializers.Serializer[Body]):
    kind = serializers.ChoiceField(choices=Kind.choices)


class ContactBody(serializers.Serializer[Body]):
    """A contact with the customer; a two-way one that records need and priority keeps that promise."""

    channel = serializers.ChoiceField(choices=ContactChannel.choices)
    direction = serializers.ChoiceField(choices=Direction.choices)
    reached = serializers.BooleanField(help_text=_("The customer was reached"))
    two_way = serializers.BooleanField(help_text=_("Both sides spoke"))
    need_confirmed = serializers.BooleanField(required=False, default=False)
    priority_confirmed = serializers.BooleanField(required=False, default=False)
    priority = serializers.ChoiceField(
        choices=Priority.choices, required=False, default=None, allow_null=True
    )
    summary = serializers.CharField(required=False, default="", allow_blank=True, max_length=MAX_WORDS)
    happened_at = MomentField(
        required=False, default=None, allow_null=True, help_text=_("When it took place; without it now")
    )
    reason = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=500, help_text=_("Why it is recorded later")
    )


class PriorityBody(serializers.Serializer[Body]):
    priority = serializers.ChoiceField(choices=Priority.choices)


class ComplexityBody(serializers.Serializer[Body]):
    complexity = serializers.ChoiceField(choices=Complexity.choices)
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)


class ComplexityRequestBody(serializers.Serializer[Body]):
    complexity = serializers.ChoiceField(choices=Complexity.choices)
    reason = serializers.CharField(max_length=500, help_text=_("Why it should be classified anew"))


class UpdatesBody(serializers.Serializer[Body]):
    by_itself = serializers.BooleanField(
        help_text=_("The daily update leaves by itself at close of business")
    )


class DiagnosisBody(serializers.Serializer[Body]):
    """What kind of problem it is and who solves it; words are for colleagues."""

    nature = serializers.ChoiceField(choices=Nature.choices)
    department = serializers.ChoiceField(choices=Department.choices)
    text = serializers.CharField(required=False, default="", allow_blank=True, max_length=MAX_WORDS)


class BounceBody(serializers.Serializer[Body]):
    """A message came back from the customer's mail server."""

    reason = serializers.CharField(max_length=40, help_text=_("Code of the failure: 550, or 5.1.1"))


class OwnerBody(serializers.Serializer[Body]):
    owner = serializers.IntegerField(source="owner_id", min_value=1, help_text=_("Number of the person"))
    note = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=1000,
        help_text=_("What he should know; customers never read it"),
    )


class ConfirmationBody(serializers.Serializer[Body]):
    """The customer said that it is solved, with a rating if one was given."""

    channel = serializers.ChoiceField(
        choices=ContactChannel.choices,
        required=False,
        default="message",
        help_text=_("How he said so"),
    )
    score = serializers.IntegerField(required=False, default=None, allow_null=True, min_value=1, max_value=5)
    comment = serializers.CharField(required=False, default="", allow_blank=True, max_length=MAX_WORDS)


class ClosingBody(serializers.Serializer[Body]):
    """Closing without the customer's answer; words are optional."""

    text = serializers.CharField(required=False, default="", allow_blank=True, max_length=MAX_WORDS)
