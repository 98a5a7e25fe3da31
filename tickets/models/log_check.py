from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.ticket import Ticket


class LogCheck(models.Model):
    """Up to where a ticket's log was last found whole, so that the next check can go on from there.

    `number` and `digest` are those of the last entry then. It proves nothing by itself: whoever can change
    the log can change this row, which is why the whole log is checked from time to time.
    """

    ticket = models.OneToOneField(
        Ticket, models.CASCADE, primary_key=True, related_name="log_check", verbose_name=_("ticket")
    )
    number = models.PositiveIntegerField(_("last entry checked"))
    digest = models.CharField(_("its digest"), max_length=64)
    checked_at = models.DateTimeField(_("checked at"))

    class Meta:
        verbose_name = _("check of a service log")
        verbose_name_plural = _("checks of service logs")

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.number}"
