from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch, IntegrationToken


class CannedReply(models.Model):
    """Words that are written to customers again and again; without a branch, of the whole house.

    `texts`: code of a language -> the words in it; at least one. `version` grows with every change.
    """

    branch = models.ForeignKey(
        Branch, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("branch")
    )
    name = models.CharField(_("name"), max_length=60)
    texts = models.JSONField(_("texts"))
    version = models.PositiveIntegerField(_("version"), default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("changed by"),
    )
    integration = models.ForeignKey(
        IntegrationToken,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by the system"),
    )
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("canned reply")
        verbose_name_plural = _("canned replies")
        # they serve the lists, too
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["name"], condition=Q(branch=None), name="canned_reply_name"),
            models.UniqueConstraint(
                fields=["branch", "name"], condition=Q(branch__isnull=False), name="canned_reply_branch_name"
            ),
            models.CheckConstraint(
                condition=Q(changed_by__isnull=False) ^ Q(integration__isnull=False),
                name="canned_reply_changed_by_one",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def by(self) -> str:
        """Who changed it last, by name."""
        maker = self.changed_by or self.integration
        return maker.name if maker else ""
