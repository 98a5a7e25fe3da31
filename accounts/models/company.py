from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.zones import validate_zone

ONLY = 1  # there is one company, so one row


class Company(models.Model):
    """Whose desk this is. Until management says so, what the environment says counts."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    zone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        constraints = [models.CheckConstraint(condition=models.Q(id=ONLY), name="company_only_one")]

    def __str__(self) -> str:
        return self.name
