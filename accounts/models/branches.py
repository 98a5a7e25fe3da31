from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.edition import renews_edition
from accounts.zones import validate_zone


class Branch(models.Model):
    """An authorised branch that carries out service with its own people, in its own zone (B2.1)."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    zone = models.CharField(
        _("time zone"),
        max_length=64,
        default="Asia/Shanghai",
        validators=[validate_zone],
        help_text=_("IANA name"),
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    # Nobody on duty means that this person owns what comes in (semantics, section 5).
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("lead"),
    )
    is_default = models.BooleanField(_("takes what nobody else takes"), default=False)

    class Meta:
        verbose_name = _("branch")
        verbose_name_plural = _("branches")
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="branch_one_default"
            )
        ]
        triggers = [renews_edition()]

    def __str__(self) -> str:
        return self.name
