"""The sign-in library's forms in the house's words."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from core.sealing import seal, unseal

# Phones offer the code that just came.
DIGITS = forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True})


class SetUpAppForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth ships no types
    """The secret on offer lies sealed in the session, which is a row of the database, too."""

    secret: str
    code = forms.CharField(label=_("Six digits from the app"), widget=DIGITS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.secret = unseal(self.secret)
        context.request.session[SECRET_SESSION_KEY] = seal(self.secret)


class SecondStepForm(AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    code = forms.CharField(label=_("Six digits or a recovery code"), widget=DIGITS)


class ProveByCodeForm(ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    code = forms.CharField(label=_("Six digits or a recovery code"), widget=DIGITS)


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """A passkey by itself unless somebody wants only a second step."""

    name = forms.CharField(label=_("Name"), required=False)
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone, without a password"), required=False, initial=True
    )


class RenamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    name = forms.CharField(label=_("Name"), max_length=60)


class EnterCodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]  # allauth ships no types
    """The code of the mail; who follows the mail's link finds it filled in."""

    code = forms.CharField(label=_("Code from the mail"), widget=DIGITS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("code", context.request.GET.get("code", ""))
