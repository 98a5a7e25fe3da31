from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from accounts.querysets import DIGITS, CustomerQuerySet


class Customer(models.Model):
    """One person who asks for service. Reached by e-mail, or by phone when there is none."""

    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    zone = models.CharField(_("time zone"), max_length=64, blank=True, help_text=_("IANA name"))
    # Where he is, in words, as "Guangdong, Shenzhen": which branch serves him may depend on it (B2.1).
    region = models.CharField(_("region"), max_length=120, blank=True)
    # The number other systems know him by; customers who came by themselves have none.
    code = models.CharField(_("customer number"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("created at"))

    objects: ClassVar[models.Manager["Customer"]] = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(email="") | ~models.Q(phone=""),
                name="customer_can_be_reached",
                violation_error_message=_("Give an e-mail address or a phone number."),
            ),
            models.UniqueConstraint(
                Upper("code"),
                condition=~models.Q(code=""),
                name="customer_code_any_case",
                violation_error_message=_("There is a customer with this number already."),
            ),
        ]
        indexes = [
            # registration looks a returning customer up
            models.Index(fields=["email"], condition=~models.Q(email=""), name="customer_by_email"),
            models.Index(fields=["phone"], condition=~models.Q(phone=""), name="customer_by_phone"),
            models.Index(fields=["name", "id"], name="customer_by_name"),
            # all requests of an address, however it was written
            models.Index(Upper("email"), name="customer_by_email_any_case"),
            # the registry's search by a part of any of them, phone numbers however they are spaced
            GinIndex(
                *(OpClass(Upper(name), "gin_trgm_ops") for name in ("name", "email", "code")),
                OpClass(DIGITS, "gin_trgm_ops"),
                name="customer_part",
            ),
        ]

    def __str__(self) -> str:
        return self.name
