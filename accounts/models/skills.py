from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.edition import renews_edition


class Skill(models.Model):
    """Something that not everybody can do, and that some matters need (D3.3)."""

    name = models.CharField(_("name"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")

    def __str__(self) -> str:
        return self.name


class PersonSkill(models.Model):
    """Who has a skill, and until when; a lapsed one does not dispatch (B3.2)."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="person_skills", verbose_name=_("person")
    )
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="holders", verbose_name=_("skill"))
    until_on = models.DateField(_("valid until"), null=True, blank=True, help_text=_("The last day"))

    class Meta:
        verbose_name = _("skill of a person")
        verbose_name_plural = _("skills of people")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "skill"], name="person_skill_once")
        ]
        triggers = (renews_edition(),)

    def __str__(self) -> str:
        return str(self.skill)
