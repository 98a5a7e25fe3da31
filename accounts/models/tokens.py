from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.branches import Branch


class Scope(models.TextChoices):
    """What a token may be used for; nothing that is not listed on it."""

    TICKETS_READ = "tickets:read", _("read tickets, log and clocks")
    TICKETS_WRITE = "tickets:write", _("register tickets and act on them")
    TICKETS_ERASE = "tickets:erase", _("erase what people wrote")
    LEDGER_READ = "ledger:read", _("read the ledger of breaches")
    LEDGER_DECIDE = "ledger:decide", _("excuse breaches and decide contested ones")
    PEOPLE_DUTY = "people:duty", _("read and set who is on duty")
    HOUSE_READ = "house:read", _("read branches, teams, people and skills")
    HOUSE_WRITE = "house:write", _("set up branches, teams, people and skills")
    RULES_READ = "rules:read", _("read the rules of dispatch")
    RULES_WRITE = "rules:write", _("try and change the rules of dispatch")
    CANNED_READ = "canned:read", _("read canned replies")
    CANNED_WRITE = "canned:write", _("write and delete canned replies")
    REGISTRY_READ = "registry:read", _("read customers, products, purchases and contracts")
    REGISTRY_WRITE = "registry:write", _("enter and change customers, products, purchases and contracts")


class IntegrationToken(models.Model):
    """The key of another system. Only its SHA-256 digest is kept; the secret is shown once."""

    name = models.CharField(_("name"), max_length=120)
    prefix = models.CharField(
        _("prefix"), max_length=12, help_text=_("The first characters, to recognise it by")
    )
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    scopes = ArrayField(
        models.CharField(max_length=40, choices=Scope), verbose_name=_("scopes"), default=list
    )
    branch = models.ForeignKey(
        Branch,
        models.PROTECT,
        null=True,
        blank=True,
        help_text=_("Only this branch's tickets"),
        verbose_name=_("branch"),
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created at"))
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("integration token")
        verbose_name_plural = _("integration tokens")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}...)"
