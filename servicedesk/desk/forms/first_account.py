from django import forms
from django.utils.translation import gettext_lazy as _


class FirstAccountForm(forms.Form):
    """Who opens the installation; the rules about it are the service's."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Sixteen letters and digits; the console of the installation shows it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
