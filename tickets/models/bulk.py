from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.choices import BulkStep
from tickets.models.ticket import Ticket


class BulkAct(models.Model):
    """What somebody has just done to several tickets at once, for as long as he can take it back.

    `value` says what each was given: an owner's id, or a priority.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )
    step = models.CharField(_("step"), max_length=10, choices=BulkStep)
    value = models.CharField(_("value"), max_length=20, blank=True)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("bulk action")
        verbose_name_plural = _("bulk actions")
        # what somebody can take back, and what nobody can any more
        indexes: ClassVar[list[models.Index]] = [
            models.Index("person", "made_at", name="bulk_act_of_person"),
            models.Index("made_at", name="bulk_act_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.step} {self.value}"


class BulkItem(models.Model):
    """One ticket that a bulk action changed: how it was, and the number its log ended with afterwards."""

    act = models.ForeignKey(BulkAct, models.CASCADE, related_name="items", verbose_name=_("bulk action"))
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", verbose_name=_("service request"))
    version = models.PositiveIntegerField(_("entries in the service log"))
    was = models.JSONField(_("before"))
    is_undone = models.BooleanField(_("taken back"), default=False)

    class Meta:
        verbose_name = _("ticket of a bulk action")
        verbose_name_plural = _("tickets of bulk actions")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["act", "ticket"], name="bulk_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.act_id} {self.ticket_id}"
