from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from accounts.models.customers import Customer
from accounts.querysets import ProductQuerySet, PurchaseQuerySet


class Product(models.Model):
    """Something we sell. Known by its code, which other systems share with us."""

    code = models.CharField(_("product code"), max_length=60)
    name = models.CharField(_("name"), max_length=120)
    family = models.CharField(_("product family"), max_length=60, blank=True)
    is_active = models.BooleanField(_("still sold"), default=True)

    objects: ClassVar[models.Manager["Product"]] = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            models.UniqueConstraint(
                Upper("code"),
                name="product_code_any_case",
                violation_error_message=_("There is a product with this code already."),
            )
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="product_by_name"),
            # the registry's search by a part of any of them
            GinIndex(
                *(OpClass(Upper(name), "gin_trgm_ops") for name in ("name", "code", "family")),
                name="product_part",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Purchase(models.Model):
    """One unit, or one lot, that a customer bought (B2.2); its page is the life file of the thing.

    `warranty_until` is the last day of the warranty, on the clock of the branch that is asked for service.
    Raising `label_version` revokes every label printed before.
    """

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="purchases", verbose_name=_("customer")
    )
    product = models.ForeignKey(Product, models.PROTECT, related_name="purchases", verbose_name=_("product"))
    serial = models.CharField(_("serial or lot number"), max_length=60)
    bought_on = models.DateField(_("bought on"), null=True, blank=True)
    warranty_until = models.DateField(_("under warranty until"), null=True, blank=True)
    order_number = models.CharField(_("order number"), max_length=60, blank=True)
    place = models.CharField(_("where it stands"), max_length=240, blank=True)
    label_version = models.PositiveIntegerField(_("version of the label"), default=1)

    objects: ClassVar[models.Manager["Purchase"]] = PurchaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("purchase")
        verbose_name_plural = _("purchases")
        constraints = [
            models.UniqueConstraint(
                "product",
                Upper("serial"),
                name="purchase_serial_per_product",
                violation_error_message=_("This product has a purchase with this serial number already."),
            ),
            models.CheckConstraint(
                condition=models.Q(bought_on__isnull=True)
                | models.Q(warranty_until__isnull=True)
                | models.Q(warranty_until__gte=models.F("bought_on")),
                name="purchase_warranty_after_buying",
                violation_error_message=_("The warranty cannot end before the day of the purchase."),
            ),
        ]
        indexes = [
            # registration looks a typed serial number up
            models.Index(Upper("serial"), name="purchase_by_serial"),
            # the registry's search by a part of it
            GinIndex(OpClass(Upper("serial"), "gin_trgm_ops"), name="purchase_serial_part"),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.serial}"


class Contract(models.Model):
    """Service agreed with a customer for a time; both days count.

    It covers the products and the purchases named, of this customer; all that he bought where none is named.
    """

    number = models.CharField(_("contract number"), max_length=60)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="contracts", verbose_name=_("customer")
    )
    from_on = models.DateField(_("first day"))
    until_on = models.DateField(_("last day"))
    products = models.ManyToManyField(
        Product, related_name="contracts", blank=True, verbose_name=_("products covered")
    )
    purchases = models.ManyToManyField(
        Purchase, related_name="contracts", blank=True, verbose_name=_("purchases covered")
    )

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints = [
            models.UniqueConstraint(
                Upper("number"),
                name="contract_number_any_case",
                violation_error_message=_("There is a contract with this number already."),
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")),
                name="contract_ends_after_beginning",
                violation_error_message=_("The last day cannot lie before the first."),
            ),
        ]
        indexes = [models.Index(fields=["until_on", "id"], name="contract_by_end")]

    def __str__(self) -> str:
        return self.number
