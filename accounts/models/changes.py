from django.db import models
from django.utils.translation import gettext_lazy as _

from core.actors import ActorKind


class RecordKind(models.TextChoices):
    """What the registry keeps, and what a table of rows can bring in."""

    CUSTOMER = "customer", _("Customers")
    PRODUCT = "product", _("Products")
    PURCHASE = "purchase", _("Purchases")
    CONTRACT = "contract", _("Contracts")


class HouseKind(models.TextChoices):
    """What of the house itself is kept the same way (B2.1)."""

    COMPANY = "company", _("Company")
    BRANCH = "branch", _("Branches")
    TEAM = "team", _("Teams")
    PERSON = "person", _("Staff")
    SKILL = "skill", _("Skills")


class RecordChange(models.Model):
    """Who changed what of a record, of what we sold or of the house: field -> [before, after]."""

    kind = models.CharField(_("kind"), max_length=10, choices=[*RecordKind.choices, *HouseKind.choices])
    record_id = models.BigIntegerField(_("record"))
    actor_kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in ActorKind])
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor_name = models.CharField(_("by"), max_length=120)
    changes = models.JSONField(_("changes"))
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("change of a record")
        verbose_name_plural = _("changes of records")
        indexes = [models.Index(fields=["kind", "record_id", "-id"], name="change_by_record")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"


class TableImport(models.Model):
    """A table of rows somebody uploaded: checked, then brought in as a whole or not at all.

    `content` is the table as UTF-8. `rejected` holds [line, reason's code, its data] of each row left out;
    it says what was found at the check until `done_at` is set, what really was left out afterwards.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=RecordKind)
    file_name = models.CharField(_("file name"), max_length=200)
    content = models.TextField(_("content"))
    made_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="imports", verbose_name=_("uploaded by")
    )
    made_at = models.DateTimeField(_("uploaded at"))
    done_at = models.DateTimeField(_("brought in at"), null=True, blank=True)
    added = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("as before"), default=0)
    rejected = models.JSONField(_("rejected"), default=list)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["made_at"], name="import_by_time")]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"
