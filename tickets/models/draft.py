from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.ticket import Ticket


class Draft(models.Model):
    """What somebody is writing on a ticket and has not sent: one for each kind of entry, for its writer only.

    `values` holds the fields of the form as they were typed, by their names; empty when there is nothing to
    restore. `opened_at` tells the windows of one person apart. `is_over`: sent or thrown away; what that
    window still has on its way is too late.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", verbose_name=_("ticket"))
    step = models.CharField(_("kind of entry"), max_length=20)
    values = models.JSONField(_("what was typed"))
    opened_at = models.DateTimeField(_("when the window was opened"))
    saved_at = models.DateTimeField(_("saved at"))
    is_over = models.BooleanField(_("sent or thrown away"), default=False)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "ticket", "step"], name="draft_once_a_step")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.ticket_id} {self.step}"
