from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Skill
from tickets.choices import Kind


class SkillNeed(models.Model):
    """Which matters need a skill: those of a product, of a type, or of both (D3.3).

    An empty column narrows nothing.
    """

    skill = models.ForeignKey(Skill, models.CASCADE, related_name="needs", verbose_name=_("skill"))
    product = models.CharField(
        _("product begins with"), max_length=120, blank=True, help_text=_("Empty: every product")
    )
    kind = models.CharField(
        _("type"), max_length=20, choices=Kind, blank=True, help_text=_("Empty: every type")
    )

    class Meta:
        verbose_name = _("need of a skill")
        verbose_name_plural = _("needs of skills")

    def __str__(self) -> str:
        return f"{self.skill}: {self.product or '*'}, {self.get_kind_display() or '*'}"

    def applies_to(self, kind: str, product: str) -> bool:
        is_of_kind = self.kind in {"", kind}
        return is_of_kind and product.strip().casefold().startswith(self.product.strip().casefold())
