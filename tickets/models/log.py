from datetime import datetime

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.actors import ActorKind
from tickets.entries import Entry
from tickets.models.ticket import Ticket


def no_truncate() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="no_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'the service log is append-only';",
    )


def append_only() -> list[pgtrigger.Trigger]:
    """The database itself refuses to change or remove rows (semantics, section 7)."""
    return [
        pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        no_truncate(),
    ]


class LogEntry(models.Model):
    """One line of a ticket's service log: append-only, numbered without gaps, chained (A3.3d).

    `happened_at` is when it took place, `recorded_at` when we wrote it down; both aware UTC, whole seconds.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="log")
    number = models.PositiveIntegerField()
    entry = models.CharField(max_length=30, choices=Entry)
    actor_kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in ActorKind])
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor_part = models.CharField(max_length=30, blank=True)
    payload = models.JSONField(default=dict)
    is_public = models.BooleanField()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("service log entry")
        verbose_name_plural = _("service log")
        constraints = [
            models.UniqueConstraint(fields=["ticket", "number"], name="log_numbered_per_ticket"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="log_numbers_start_at_one"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.number} {self.entry}"

    @property
    def words(self) -> str:
        """What somebody wrote, or "" where nothing was written or it has been erased."""
        text = getattr(self, "text", None)
        return text.words if text else ""

    @property
    def erased_at(self) -> datetime | None:
        """When what somebody wrote here was erased."""
        text = getattr(self, "text", None)
        return text.erased_at if text else None


class LogText(models.Model):
    """The personal words of an entry. The chain holds their salted hash, so they can be erased."""

    entry = models.OneToOneField(LogEntry, models.PROTECT, primary_key=True, related_name="text")
    words = models.TextField(blank=True)
    salt = models.CharField(max_length=32)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("text of a service log entry")
        verbose_name_plural = _("texts of the service log")
        triggers = [
            no_truncate(),
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="only_erased",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__erased_at__isnull=True) | ~pgtrigger.Q(new__words=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}"
