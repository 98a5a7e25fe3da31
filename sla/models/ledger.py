import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sla.models.clocks import Clock
from sla.rungs import Kind
from tickets.models import Ticket


class Firing(models.Model):
    """One thing that happened to a clock, recorded once, in the transaction that wrote its consequences.

    `at` is the instant it was due, `noticed_at` when a sweep (or a step on the ticket) saw it.
    """

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="firings")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Kind])
    level = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    noticed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("firing")
        verbose_name_plural = _("firings")
        constraints = [
            models.UniqueConstraint(fields=["clock", "kind", "level", "at"], name="firing_once"),
            models.CheckConstraint(
                condition=models.Q(noticed_at__gte=models.F("at")), name="firing_not_too_early"
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.kind} {self.level}"


class Grade(models.TextChoices):
    """How far the assessment of a breach has come (B4)."""

    MINOR = "minor", _("Minor")
    ASSESSMENT_DUE = "assessment_due", _("Past the limit, to be assessed")


class Decision(models.TextChoices):
    """What a manager found about a contested breach. The entry stays either way."""

    IN_TIME = "in_time", _("It happened in time")
    LATE = "late", _("It was late")


class Breach(models.Model):
    """An entry of the ledger: a promise that was not kept in time (B4.1). Never deleted.

    What was allowed, by how much it was missed, the pauses, who was responsible then, and the log entries
    that prove it. `late_seconds` is open until the clock ends.
    """

    clock = models.OneToOneField(Clock, models.PROTECT, related_name="breach")
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="breaches")
    grade = models.CharField(_("grade"), max_length=20, choices=Grade, default=Grade.MINOR)
    due_at = models.DateTimeField(_("was due at"))
    limit_at = models.DateTimeField(_("limit"))
    noticed_at = models.DateTimeField(_("noticed at"))
    limit_passed_at = models.DateTimeField(_("limit noticed at"), null=True, blank=True)
    responsible = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    allowed_seconds = models.PositiveIntegerField(_("open time allowed, in seconds"))
    late_seconds = models.PositiveIntegerField(_("late by, in seconds"), null=True, blank=True)
    pauses = models.JSONField(_("pauses"), default=list)
    evidence = models.JSONField(_("numbers of the log entries"), default=list)
    is_caused_by_change = models.BooleanField(_("caused by a change"), default=False)
    is_contested = models.BooleanField(_("contested"), default=False)
    decision = models.CharField(_("decision"), max_length=12, choices=Decision, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    excused_at = models.DateTimeField(_("excused at"), null=True, blank=True)
    excused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("breach")
        verbose_name_plural = _("breaches")
        indexes = [
            # figures: what was missed in a period
            models.Index("due_at", name="breach_by_due"),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call it, for instance 2026-0311: a clock is missed once at the most."""
        return f"{self.noticed_at:%Y}-{self.clock_id:04d}"
