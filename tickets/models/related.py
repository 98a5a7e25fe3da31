from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.choices import LinkKind
from tickets.models.ticket import Ticket


class TicketLink(models.Model):
    """One ticket has to do with another: `source` is a repeat of, caused by, or blocks `target`."""

    kind = models.CharField(_("kind"), max_length=12, choices=LinkKind)
    source = models.ForeignKey(Ticket, models.PROTECT, related_name="links_out", verbose_name=_("request"))
    target = models.ForeignKey(
        Ticket, models.PROTECT, related_name="links_in", verbose_name=_("other request")
    )

    class Meta:
        verbose_name = _("link between requests")
        verbose_name_plural = _("links between requests")
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="ticket_link_once"),
            models.CheckConstraint(
                condition=~models.Q(source=models.F("target")), name="ticket_link_not_to_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


class Watcher(models.Model):
    """A member of staff who is told in the page of what the customer says and of changes of state."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="watchers", verbose_name=_("request"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="watched", verbose_name=_("watcher")
    )

    class Meta:
        verbose_name = _("watcher")
        verbose_name_plural = _("watchers")
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="ticket_watched_once")]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.user_id}"
