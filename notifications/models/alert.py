from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.kinds import AlertKind
from tickets.models import Ticket


class StaffAlert(models.Model):
    """A notice in the page for one member of staff."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="alerts", verbose_name=_("member of staff")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=AlertKind)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="alerts", verbose_name=_("ticket"))
    entry_number = models.PositiveIntegerField(_("number of the log entry"))
    created_at = models.DateTimeField(_("created at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "ticket", "entry_number", "kind"], name="alert_once_per_entry"
            )
        ]
        indexes = [
            # selectors.alerts_for: a person's notices, newest first
            models.Index(fields=["user", "-created_at"], name="alert_newest"),
            # selectors.unread_alerts: the figure on the bell
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="alert_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ticket_id}#{self.entry_number}"
