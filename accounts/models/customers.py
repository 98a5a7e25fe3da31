from django.db import models
from django.utils.translation import gettext_lazy as _


class Customer(models.Model):
    """One person who asks for service. Reached by e-mail, or by phone when there is none."""

    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    zone = models.CharField(_("time zone"), max_length=64, blank=True, help_text=_("IANA name"))
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(email="") | ~models.Q(phone=""),
                name="customer_can_be_reached",
                violation_error_message=_("Give an e-mail address or a phone number."),
            )
        ]
        indexes = [
            # registration looks a returning customer up
            models.Index(fields=["email"], condition=~models.Q(email=""), name="customer_by_email"),
            models.Index(fields=["phone"], condition=~models.Q(phone=""), name="customer_by_phone"),
        ]

    def __str__(self) -> str:
        return self.name
