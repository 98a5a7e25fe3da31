from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch


class SavedView(models.Model):
    """Filters of the queue under a name: one person's own, or with `branch` everybody's who works there.

    `filters` holds the filters of the queue that are on, by their names there; `look` its columns and order,
    empty where each reader has his own.
    """

    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("made by")
    )
    branch = models.ForeignKey(
        Branch, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("shared with")
    )
    name = models.CharField(_("name"), max_length=60)
    filters = models.JSONField(_("filters"))
    look = models.JSONField(_("columns and order"), default=dict)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        # they serve the list of the side navigation, too
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["made_by", "name"], condition=Q(branch=None), name="saved_view_own_name"
            ),
            models.UniqueConstraint(
                fields=["branch", "name"], condition=Q(branch__isnull=False), name="saved_view_shared_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name
