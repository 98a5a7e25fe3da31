from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Skill, renews_edition
from tickets.choices import Kind, Nature


class SkillNeed(models.Model):
    """Which matters need a skill: those of a product, of a type, of a nature, or of these together (D3.3).

    An empty column narrows nothing. A nature is known from the diagnosis on (D2.2.2): a need of one counts
    when the matter is handed on afterwards.
    """

    skill = models.ForeignKey(Skill, models.CASCADE, related_name="needs", verbose_name=_("skill"))
    product = models.CharField(
        _("product begins with"), max_length=120, blank=True, help_text=_("Empty: every product")
    )
    kind = models.CharField(
        _("type"), max_length=20, choices=Kind, blank=True, help_text=_("Empty: every type")
    )
    nature = models.CharField(
        _("nature of the problem"),
        max_length=20,
        choices=Nature,
        blank=True,
        default="",
        help_text=_("Empty: every nature"),
    )

    class Meta:
        verbose_name = _("need of a skill")
        verbose_name_plural = _("needs of skills")
        triggers = (renews_edition(),)

    def __str__(self) -> str:
        return f"{self.skill}: {self.product or '*'}, {self.get_kind_display() or '*'}"

    def applies_to(self, kind: str, product: str, nature: str) -> bool:
        is_of_it = self.kind in {"", kind} and self.nature in {"", nature}
        return is_of_it and product.strip().casefold().startswith(self.product.strip().casefold())
