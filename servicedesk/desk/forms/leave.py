from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.selectors.staff import possible_owners
from servicedesk.desk.forms.fields import day_field, required
from servicedesk.desk.forms.sorting import OwnerChoice


class LeaveForm(forms.Form):
    """From when to when somebody is away, and who stands in; without a deputy dispatch chooses."""

    from_on = day_field(_("First day"), error_messages=required(_("Enter the first day.")))
    until_on = day_field(_("Last day"), error_messages=required(_("Enter the last day.")))
    deputy = OwnerChoice(
        label=_("Who stands in"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Distribute: dispatch chooses for each"),
    )

    def __init__(self, *args: Any, person: User, **options: Any) -> None:
        super().__init__(*args, **options)
        others = possible_owners(person.branch).exclude(pk=person.pk)
        cast("OwnerChoice", self.fields["deputy"]).queryset = others
