"""The forms of a draft: its head, its clauses."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch, Customer
from sla.models import CommitmentVersion
from sla.services.drafting import Clause, DraftFacts
from tickets.choices import Kind

LINES = {"attrs": {"rows": 3}}
PLAIN = (
    *("number", "reason", "party_name", "legal_representative", "party_contact", "party_address"),
    *("governing_law", "standards", "coverage", "product", "kind"),
)


class NewForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=30,
        help_text=_("Short, for instance REPAIR. It names the letter for good."),
    )
    title = forms.CharField(label=_("Title"), max_length=160)


class DraftForm(forms.Form):
    """What a version says apart from clauses and promises. An empty scope means every request."""

    number = forms.CharField(label=_("Number"), max_length=20)
    reason = forms.CharField(
        label=_("Why this version"),
        required=False,
        widget=forms.Textarea(**LINES),
        help_text=_("Needed from the second version on; it stays with the letter."),
    )
    party_name = forms.CharField(label=_("Who promises"), max_length=160, required=False)
    legal_representative = forms.CharField(label=_("Legal representative"), max_length=120, required=False)
    party_contact = forms.CharField(label=_("Contact"), max_length=160, required=False)
    party_address = forms.CharField(label=_("Address"), max_length=240, required=False)
    customer = forms.CharField(
        label=_("Only for this customer"),
        max_length=254,
        required=False,
        help_text=_("E-mail address or phone number as registered."),
    )
    product = forms.CharField(label=_("Only for this product"), max_length=120, required=False)
    kind = forms.ChoiceField(
        label=_("Only for this type"), choices=[("", _("Every type")), *Kind.choices], required=False
    )
    branch = forms.ModelChoiceField(
        label=_("Only for this branch"),
        queryset=Branch.objects.order_by("name"),
        required=False,
        empty_label=_("Every branch"),
    )
    governing_law = forms.CharField(label=_("Governing law"), max_length=240, required=False)
    standards = forms.CharField(label=_("Standards"), required=False, widget=forms.Textarea(**LINES))
    coverage = forms.CharField(
        label=_("Products, parameters and faults covered"), required=False, widget=forms.Textarea(**LINES)
    )

    def clean_customer(self) -> Customer | None:
        given = self.cleaned_data["customer"].strip()
        if not given:
            return None
        found = Customer.objects.filter(Q(email__iexact=given) | Q(phone=given)).order_by("pk").first()
        if found is None:
            raise forms.ValidationError(_("No customer is registered with this address or number."))
        return found


class ClauseForm(forms.Form):
    id = forms.CharField(label=_("Clause"), max_length=12, required=False)
    text = forms.CharField(
        label=_("Text"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


ClauseForms = forms.formset_factory(ClauseForm, extra=3, max_num=200)


def initial_of(draft: CommitmentVersion) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """What the forms show of a draft."""
    values = {name: getattr(draft, name) for name in PLAIN}
    customer = draft.customer
    values["customer"] = (customer.email or customer.phone) if customer else ""
    values["branch"] = draft.branch_id
    return values, list(draft.clauses)


def facts_of(form: DraftForm, clause_forms: Any) -> DraftFacts:
    """What valid forms say; a clause emptied altogether is left out."""
    data = form.cleaned_data
    written = [one.cleaned_data for one in clause_forms if any(one.cleaned_data.values())]
    return DraftFacts(
        **{name: data[name] for name in PLAIN},
        customer_id=data["customer"].pk if data["customer"] else None,
        branch_id=data["branch"].pk if data["branch"] else None,
        clauses=[Clause(one["id"], one["text"]) for one in written],
    )
