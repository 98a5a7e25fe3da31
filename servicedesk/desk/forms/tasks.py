"""What is asked of a department, and what it answers (A3.4)."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.departments import Department
from accounts.models import User
from accounts.selectors.staff import possible_task_owners
from servicedesk.desk.forms.fields import MomentField, required, text_field
from servicedesk.desk.forms.sorting import OwnerChoice
from tickets.models import Ticket


class TaskOwnerChoice(OwnerChoice):
    """Names, with the department each belongs to."""

    def label_from_instance(self, obj: User) -> str:
        name = super().label_from_instance(obj)
        return f"{name} · {obj.get_department_display()}" if obj.department else name


def owner_field() -> TaskOwnerChoice:
    return TaskOwnerChoice(
        label=_("Who is responsible"),
        queryset=User.objects.none(),
        empty_label=_("Choose a person"),
        error_messages=required(_("Choose who is responsible for it.")),
    )


def due_field() -> MomentField:
    return MomentField(label=_("By when"), error_messages=required(_("Enter the day and time it is due.")))


def note_field() -> forms.CharField:
    missing = _("Write what the person who takes over has to know.")
    return text_field(_("Hand-over note: what the department has to know"), missing=missing)


class OwnedForm(forms.Form):
    """A form that names somebody who may work on the ticket's tasks."""

    owner = owner_field()

    def __init__(self, *args: Any, ticket: Ticket, **options: Any) -> None:
        super().__init__(*args, **options)
        cast("TaskOwnerChoice", self.fields["owner"]).queryset = possible_task_owners(ticket.branch)


class TaskForm(OwnedForm):
    department = forms.ChoiceField(
        label=_("Department"),
        choices=[("", _("Choose a department")), *Department.choices],
        error_messages=required(_("Choose the department.")),
    )
    what = forms.CharField(
        label=_("What it shall do, in one line"),
        max_length=160,
        error_messages=required(_("Say in one line what the department shall do.")),
    )
    due_at = due_field()
    text = note_field()


class ReasonForm(forms.Form):
    text = text_field(_("Reason"), missing=_("Give the reason; whoever waits for the task reads it."))


class ResultForm(forms.Form):
    text = text_field(_("Result"), missing=_("Write down the result; whoever waits for the task reads it."))


class HandOnForm(OwnedForm):
    text = note_field()


class AskAgainForm(forms.Form):
    due_at = due_field()
    text = note_field()


class NothingForm(forms.Form):
    """One click says it all."""
