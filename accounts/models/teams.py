from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.branches import Branch


class Team(models.Model):
    """People of one branch who work together (B2.1). Its lead is the owner's lead of every ladder."""

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="teams", verbose_name=_("branch"))
    name = models.CharField(_("name"), max_length=80)
    # Without one the branch's lead is theirs.
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads_teams",
        verbose_name=_("lead"),
    )

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["branch", "name"],
                name="team_name_in_branch",
                violation_error_message=_("This branch has a team of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
