from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.edition import renews_edition


class Leave(models.Model):
    """Days on which somebody is away, both included, on the clock of the branch; and who stands in (D3.3)."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="leaves", verbose_name=_("person")
    )
    from_on = models.DateField(_("first day"))
    until_on = models.DateField(_("last day"))
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deputises",
        verbose_name=_("deputy"),
    )
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("planned by")
    )
    planned_at = models.DateTimeField(_("planned at"))

    class Meta:
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")), name="leave_ends_after_beginning"
            ),
            models.CheckConstraint(
                condition=models.Q(deputy__isnull=True) | ~models.Q(deputy=models.F("person")),
                name="leave_deputy_is_another",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # who is away today; and one person's, the next first
            models.Index(fields=["until_on", "from_on"], name="leave_by_day"),
            models.Index(fields=["person", "until_on"], name="leave_by_person"),
        ]
        triggers = (renews_edition(),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.from_on}/{self.until_on}"
