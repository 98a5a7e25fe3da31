"""How a ticket is sorted: its priority, its complexity, its owner (A3.2, A2.2, A2.3)."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch, User
from servicedesk.desk.forms.fields import NOTHING_WRITTEN, required, text_field
from tickets.choices import Complexity, Kind, Priority
from tickets.models import Ticket
from tickets.selectors.told import owners_for


class PriorityForm(forms.Form):
    priority = forms.ChoiceField(label=_("Priority"), choices=Priority.choices)


class KindForm(forms.Form):
    kind = forms.ChoiceField(label=_("Type"), choices=Kind.choices)


class ComplexityForm(forms.Form):
    complexity = forms.ChoiceField(label=_("Complexity"), choices=Complexity.choices)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class ReadOnce(ModelChoiceIterator):  # type: ignore[type-arg]  # no type argument at run time
    """The choices by one query for each form: the library asks again whether the first of them is empty."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for one in self.queryset:
            yield self.choice(one)


class OwnerChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # no type argument at run time
    """Names, with a word for those who are off duty."""

    iterator = ReadOnce

    def label_from_instance(self, obj: User) -> str:
        return obj.name if obj.is_on_duty else str(_("{name}, off duty")).format(name=obj.name)


class OwnerForm(forms.Form):
    owner = OwnerChoice(label=_("Owner"), queryset=User.objects.none(), empty_label=None)
    note = forms.CharField(label=_("Note for the new owner"), max_length=1000, required=False)

    def __init__(self, *args: Any, ticket: Ticket, **options: Any) -> None:
        super().__init__(*args, **options)
        people = owners_for(ticket).only("name", "is_on_duty")
        cast("OwnerChoice", self.fields["owner"]).queryset = people


class MoveForm(forms.Form):
    """Which other branch takes it, and why."""

    branch = forms.ModelChoiceField(
        label=_("Branch"),
        queryset=Branch.objects.none(),
        empty_label=None,
        error_messages=required(_("Choose one of our branches.")),
    )
    reason = text_field(_("Why; the new branch reads it"), missing=_("Say why it moves."))

    def __init__(self, *args: Any, ticket: Ticket, **options: Any) -> None:
        super().__init__(*args, **options)
        others = Branch.objects.exclude(pk=ticket.branch_id).order_by("name")
        cast("forms.ModelChoiceField[Branch]", self.fields["branch"]).queryset = others


class CancelForm(forms.Form):
    """Calling an appointment off; the work, and its clocks, go on."""

    text = forms.CharField(
        label=_("Why the appointment is called off (the customer reads this)"),
        max_length=300,
        error_messages=required(NOTHING_WRITTEN),
    )


class UpdatesForm(forms.Form):
    """Whether the daily update may leave as it was drafted (D2.3a)."""

    by_itself = forms.BooleanField(
        label=_("Send the daily update by itself at close of business, if nobody has"), required=False
    )
