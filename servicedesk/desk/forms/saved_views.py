from django import forms
from django.utils.translation import gettext_lazy as _

from servicedesk.desk.forms.fields import required
from tickets.services.saved_views import ViewNeedsName


class NameForm(forms.Form):
    """What a view is called; whether the name is free, the service knows."""

    name = forms.CharField(
        label=_("Name of the view"), max_length=60, error_messages=required(ViewNeedsName.message)
    )


class SavedViewForm(NameForm):
    is_shared = forms.BooleanField(label=_("For everybody of my branch"), required=False)
