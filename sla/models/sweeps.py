from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models import Ticket


class SweepMark(models.Model):
    """One row: as of when the last finished sweep had seen every clock."""

    THE_ONE = 1

    swept_at = models.DateTimeField()

    class Meta:
        verbose_name = _("mark of the sweep")
        verbose_name_plural = _("marks of the sweep")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="sweep_mark_is_one")]

    def __str__(self) -> str:
        return f"{self.swept_at}"


class SweepTrouble(models.Model):
    """A ticket whose clocks could not be fired: reported, tried again with growing gaps, in nobody's way."""

    ticket = models.OneToOneField(Ticket, models.PROTECT, primary_key=True, related_name="sweep_trouble")
    since = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=1)
    retry_at = models.DateTimeField()
    error = models.CharField(max_length=500)

    class Meta:
        verbose_name = _("trouble of the sweep")
        verbose_name_plural = _("troubles of the sweep")

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.error}"


class ClockCheck(models.Model):
    """Up to which log entry a ticket's clocks were last found to be what the log says."""

    ticket = models.OneToOneField(Ticket, models.PROTECT, primary_key=True, related_name="clock_check")
    number = models.PositiveIntegerField()
    checked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("check of the clocks")
        verbose_name_plural = _("checks of the clocks")

    def __str__(self) -> str:
        return f"{self.ticket_id} up to {self.number}"
