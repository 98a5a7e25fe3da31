from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch, IntegrationToken, renews_edition
from tickets.choices import Channel, How, Kind, Priority, RuleSort

# All that a rule says; the turns it has given are counted with every matter.
RULES_BY = (
    "branch_id",
    "position",
    "kind",
    "product",
    "channel",
    "priority",
    "how",
    "person_id",
    "is_active",
)


class DispatchRule(models.Model):
    """How matters of some sort find their owner (D3.3). The first active rule that applies decides.

    An empty column narrows nothing. `turns` counts how many matters were given one after the other.
    """

    branch = models.ForeignKey(
        Branch, models.CASCADE, null=True, blank=True, related_name="dispatch_rules", verbose_name=_("branch")
    )
    position = models.PositiveIntegerField(_("place in the order"))
    kind = models.CharField(_("type"), max_length=20, choices=Kind, blank=True)
    product = models.CharField(_("product begins with"), max_length=120, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, blank=True)
    priority = models.CharField(_("priority"), max_length=10, choices=Priority, blank=True)
    how = models.CharField(_("how"), max_length=12, choices=How)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    is_active = models.BooleanField(_("in use"), default=True)
    turns = models.PositiveBigIntegerField(_("turns taken"), default=0)

    class Meta:
        verbose_name = _("dispatch rule")
        verbose_name_plural = _("dispatch rules")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(how=How.FIXED, person__isnull=False)
                | (~models.Q(how=How.FIXED) & models.Q(person__isnull=True)),
                name="dispatch_rule_names_who_is_fixed",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["position", "id"], name="dispatch_rule_order")
        ]
        triggers = (renews_edition(*RULES_BY),)

    def __str__(self) -> str:
        return f"{self.position} {self.how}"

    def applies_to(self, *, kind: str, product: str, channel: str, priority: str) -> bool:
        """Whether a matter is of its sort; the branch is looked at by whoever reads the rules."""
        fits = all(
            own in {"", given}
            for own, given in ((self.kind, kind), (self.channel, channel), (self.priority, priority))
        )
        return fits and product.strip().casefold().startswith(self.product.strip().casefold())


class DispatchTurn(models.Model):
    """Which turn of a rule somebody had last."""

    rule = models.ForeignKey(
        DispatchRule, models.CASCADE, related_name="turns_of_people", verbose_name=_("rule")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )
    number = models.PositiveBigIntegerField(_("turn"))

    class Meta:
        verbose_name = _("turn of a dispatch rule")
        verbose_name_plural = _("turns of dispatch rules")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["rule", "person"], name="dispatch_turn_once")
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.person_id} {self.number}"


class DispatchChange(models.Model):
    """Who changed the rules, when, and what: field -> [before, after]; nothing of it is ever removed."""

    about = models.CharField(
        _("which rules"), max_length=10, choices=RuleSort, default=RuleSort.OWNER, db_default=RuleSort.OWNER
    )
    rule_number = models.BigIntegerField(_("rule"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    integration = models.ForeignKey(
        IntegrationToken,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by the system"),
    )
    made_at = models.DateTimeField(_("changed at"))
    changes = models.JSONField(_("changes"))

    class Meta:
        verbose_name = _("change of a dispatch rule")
        verbose_name_plural = _("changes of dispatch rules")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(made_by__isnull=False) ^ models.Q(integration__isnull=False),
                name="dispatch_change_by_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule_number} {self.made_at}"

    @property
    def by(self) -> str:
        """Who it was, by name."""
        maker = self.made_by or self.integration
        return maker.name if maker else ""
