"""What a ticket has to do with others, and who watches it."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from servicedesk.desk.forms.fields import required
from tickets.choices import LinkKind
from tickets.models import Ticket
from tickets.selectors.related import possible_watchers

NUMBER_NEEDED = _("Enter the number of the other request.")


class LinkForm(forms.Form):
    kind = forms.ChoiceField(label=_("This request is"), choices=LinkKind.choices)
    number = forms.CharField(
        label=_("Number of the other request"), max_length=40, error_messages=required(NUMBER_NEEDED)
    )


class UnlinkForm(forms.Form):
    link = forms.IntegerField(min_value=1, max_value=2**31)


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # no type argument at run time
    """By name."""

    def label_from_instance(self, obj: User) -> str:
        return obj.name


class WatchForm(forms.Form):
    user = PersonChoice(
        label=_("Who watches"),
        queryset=User.objects.none(),
        empty_label=None,
        error_messages={
            "required": _("Choose who watches."),
            "invalid_choice": _("This person cannot see the request. Choose somebody who can."),
        },
    )

    def __init__(self, *args: Any, ticket: Ticket, **options: Any) -> None:
        super().__init__(*args, **options)
        cast("PersonChoice", self.fields["user"]).queryset = possible_watchers(ticket)


class UnwatchForm(forms.Form):
    user = forms.IntegerField(min_value=1, max_value=2**31)


class MergeForm(forms.Form):
    into = forms.CharField(
        label=_("Number of the request that remains"), max_length=40, error_messages=required(NUMBER_NEEDED)
    )
