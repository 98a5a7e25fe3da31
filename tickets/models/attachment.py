import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models.log import LogEntry
from tickets.models.ticket import Ticket


def place(attachment: "Attachment", _name: str) -> str:
    """Where the bytes go: a random name, so that nothing typed by a stranger reaches the file system."""
    return f"attachments/{attachment.ticket_id}/{secrets.token_hex(16)}"


class Attachment(models.Model):
    """A file sent with an entry; outside the web root, handed out only to those who may see the entry.

    Erased, its name and bytes are gone; the row stays and says what it was, when it went and in which entry
    of the log somebody erased it (`file` is emptied once the bytes are off the disk).
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="attachments")
    entry = models.ForeignKey(LogEntry, models.PROTECT, related_name="attachments")
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    file = models.FileField(_("file"), upload_to=place, max_length=200)

    erased_at = models.DateTimeField(_("erased at"), null=True)
    erased_in = models.ForeignKey(
        LogEntry, models.PROTECT, null=True, related_name="+", verbose_name=_("log entry that erases")
    )

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True, erased_in__isnull=True)
                | Q(erased_at__isnull=False, erased_in__isnull=False, name=""),
                name="attachment_erased_has_no_name",
            ),
        ]
        indexes = [
            # erased files whose bytes still lie on the disk
            models.Index(
                "id", condition=Q(erased_at__isnull=False) & ~Q(file=""), name="attachment_to_remove"
            ),
        ]

    def __str__(self) -> str:
        return self.name
