"""The forms of the registry. What is wrong with a record as a whole, the database's rules say."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Contract, Customer, HouseKind, Product, Purchase, RecordKind
from accounts.services.records import Covered
from accounts.zones import validate_zone
from core.errors import BadInput
from servicedesk.desk.forms.fields import day_field
from servicedesk.desk.registry.house_forms import BranchForm, CompanyForm, PersonForm, SkillForm, TeamForm

LINES = re.compile(r"[\n,;，；、]+")


class CustomerForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = Customer
        fields = ("name", "code", "phone", "email", "region", "language", "zone")

    def clean_zone(self) -> str:
        zone: str = self.cleaned_data["zone"]
        if zone:
            validate_zone(zone)
        return zone


class ProductForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    class Meta:
        model = Product
        fields = ("name", "code", "family", "is_active")


class PurchaseForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """The customer is fixed by the page it was opened from; the product is named by its code."""

    product_code = forms.CharField(label=_("Product code"), max_length=60)
    bought_on = day_field(_("Bought on"), required=False)
    warranty_until = day_field(_("Under warranty until"), required=False)
    field_order = ("product_code", "serial")

    class Meta:
        model = Purchase
        fields = ("serial", "bought_on", "warranty_until", "order_number", "place")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.product_id:
            self.initial["product_code"] = self.instance.product.code

    def clean_product_code(self) -> str:
        code: str = self.cleaned_data["product_code"]
        product = Product.objects.filter(code__iexact=code).first()
        if product is None:
            raise forms.ValidationError(_("There is no product with the code “%(code)s”.") % {"code": code})
        self.instance.product = product
        return code


class ContractForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    from_on = day_field(_("First day"))
    until_on = day_field(_("Last day"))
    product_codes = forms.CharField(
        label=_("Products covered"),
        help_text=_("Their codes. Without products and serial numbers it covers all that was bought."),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    serials = forms.CharField(
        label=_("Purchases covered"),
        help_text=_("Their serial numbers."),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    class Meta:
        model = Contract
        fields = ("number", "from_on", "until_on")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial["product_codes"] = "\n".join(p.code for p in self.instance.products.all())
            self.initial["serials"] = "\n".join(p.serial for p in self.instance.purchases.all())

    def clean_product_codes(self) -> tuple[Product, ...]:
        codes = [code for code in LINES.split(self.cleaned_data["product_codes"]) if code.strip()]
        return tuple(self._one(Product.objects.filter(code__iexact=code.strip()), code) for code in codes)

    def clean_serials(self) -> tuple[Purchase, ...]:
        serials = [serial for serial in LINES.split(self.cleaned_data["serials"]) if serial.strip()]
        his = Purchase.objects.filter(customer=self.instance.customer_id).select_related("product")
        return tuple(self._one(his.filter(serial__iexact=serial.strip()), serial) for serial in serials)

    def _one(self, rows: Any, typed: str) -> Any:
        found = rows.first()
        if found is None:
            raise forms.ValidationError(_("“%(typed)s” is not known.") % {"typed": typed.strip()})
        return found

    @property
    def attached(self) -> Covered:
        return Covered(self.cleaned_data["product_codes"], self.cleaned_data["serials"])


FORMS: dict[str, Any] = {
    RecordKind.CUSTOMER: CustomerForm,
    RecordKind.PRODUCT: ProductForm,
    RecordKind.PURCHASE: PurchaseForm,
    RecordKind.CONTRACT: ContractForm,
    HouseKind.COMPANY: CompanyForm,
    HouseKind.BRANCH: BranchForm,
    HouseKind.TEAM: TeamForm,
    HouseKind.PERSON: PersonForm,
    HouseKind.SKILL: SkillForm,
}


class TableForm(forms.Form):
    """A table to bring in."""

    kind = forms.ChoiceField(label=_("What is in it"), choices=RecordKind.choices, widget=forms.RadioSelect)
    table = forms.FileField(
        label=_("CSV file"),
        help_text=_("UTF-8 or GB18030. The first line names the columns."),
        error_messages={"required": _("Choose a file.")},
    )


def put_errors(form: forms.BaseForm, error: BadInput) -> None:
    """The service's word beside the field it is about, else above the form."""
    for field, words in (error.fields or {"": [error.text]}).items():
        form.add_error(field if field in form.fields else None, list(words))
