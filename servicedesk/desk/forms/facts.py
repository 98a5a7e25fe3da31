from django import forms
from django.utils.translation import gettext_lazy as _


class FactsForm(forms.Form):
    """What was not known when the request came in; an empty one stays as it is."""

    product = forms.CharField(label=_("Product"), max_length=120, required=False)
    serial = forms.CharField(label=_("Serial number"), max_length=60, required=False)
    location = forms.CharField(label=_("Where it stands"), max_length=240, required=False)
