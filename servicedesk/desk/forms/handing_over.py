from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from servicedesk.desk.forms.sorting import OwnerChoice
from tickets.models import Ticket


class HandOverForm(forms.Form):
    """Which tickets, and to whom; nobody chosen: dispatch names an owner for each."""

    tickets = forms.ModelMultipleChoiceField(
        queryset=Ticket.objects.none(),
        error_messages={
            "required": _("Choose at least one request."),
            "invalid_choice": _("Somebody else is responsible for one of them meanwhile. Choose again."),
        },
    )
    to = OwnerChoice(
        label=_("New owner"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Distribute: dispatch chooses for each"),
    )
    note = forms.CharField(
        label=_("Note for whoever takes them"), max_length=1000, required=False, widget=forms.Textarea
    )

    def __init__(self, *args: Any, tickets: QuerySet[Ticket], people: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        cast("forms.ModelMultipleChoiceField[Ticket]", self.fields["tickets"]).queryset = tickets
        cast("OwnerChoice", self.fields["to"]).queryset = people
