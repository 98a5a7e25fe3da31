from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch, renews_edition


class BranchRule(models.Model):
    """Which branch takes matters of some sort (B2.1). The first active rule that applies decides.

    An empty column narrows nothing; a rule that narrows nothing takes everything that comes to it.
    """

    position = models.PositiveIntegerField(_("place in the order"))
    region = models.CharField(_("region"), max_length=120, blank=True)
    product = models.CharField(_("product begins with"), max_length=120, blank=True)
    address = models.CharField(_("address it came to"), max_length=254, blank=True)
    branch = models.ForeignKey(
        Branch, models.CASCADE, related_name="branch_rules", verbose_name=_("branch that takes it")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("branch rule")
        verbose_name_plural = _("branch rules")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["position", "id"], name="branch_rule_order")
        ]
        triggers = (renews_edition(),)

    def __str__(self) -> str:
        return f"{self.position} {self.branch_id}"

    def applies_to(self, *, region: str, product: str, address: str) -> bool:
        """Whether a matter is of its sort, whatever the case of the words."""
        is_there = _plain(self.region) in _plain(region)
        begins = _plain(product).startswith(_plain(self.product))
        return is_there and begins and _plain(self.address) in {"", _plain(address)}


def _plain(words: str) -> str:
    return words.strip().casefold()
