from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch
from accounts.policies import SEES_ALL
from accounts.selectors.branches import branches_to_choose
from core.actors import Actor
from servicedesk.desk.forms.fields import FilesField, MomentField, required, text_field
from tickets.choices import Impact, Kind


class IntakeForm(forms.Form):
    """A request that reached an agent by phone (A3.1).

    `received_at` is the start of the call, on the clock of the active zone; how far it may lie back, and with
    what reason, is the registration's rule.
    """

    name = forms.CharField(
        label=_("Customer's name"), max_length=120, error_messages=required(_("Enter the customer's name."))
    )
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    received_at = MomentField(
        label=_("Start of the call"), error_messages=required(_("Enter when the call began."))
    )
    reason = forms.CharField(
        label=_("Reason, when it is entered later than during the call"), max_length=300, required=False
    )
    problem = text_field(
        _("What happened, in the customer's words"), rows=5, missing=_("Write what happened.")
    )
    kind = forms.ChoiceField(
        label=_("Type"),
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages=required(_("Choose what kind of service it is.")),
    )
    impact = forms.ChoiceField(
        label=_("How badly the customer is hit"),
        choices=Impact.choices,
        widget=forms.RadioSelect,
        error_messages=required(_("Choose how badly the customer is hit.")),
    )
    product = forms.CharField(label=_("Product"), max_length=120, required=False)
    serial = forms.CharField(label=_("Serial number"), max_length=60, required=False)
    location = forms.CharField(label=_("Where it stands"), max_length=240, required=False)
    branch = forms.ModelChoiceField(label=_("Branch"), queryset=Branch.objects.none(), required=False)
    attachments = FilesField()
    customer_id = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    purchase_id = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        branches = branches_to_choose(actor)
        if branches is None:
            del self.fields["branch"]
            return
        field = cast("forms.ModelChoiceField[Branch]", self.fields["branch"])
        field.queryset = branches
        field.initial = actor.branch_id
        field.empty_label = _("As the rules say") if actor.role in SEES_ALL else None

    @property
    def branch_id(self) -> int | None:
        """The chosen branch; None leaves it to the registration."""
        chosen: Branch | None = self.cleaned_data.get("branch")
        return chosen.pk if chosen else None

    def clean(self) -> dict[str, object]:
        given: dict[str, object] = super().clean() or {}
        if not given.get("phone") and not given.get("email") and "email" not in self.errors:
            self.add_error("phone", _("Enter a phone number or an e-mail address."))
        return given
