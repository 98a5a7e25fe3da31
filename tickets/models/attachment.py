import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.log import LogEntry
from tickets.models.ticket import Ticket


def place(attachment: "Attachment", _name: str) -> str:
    """Where the bytes go: a random name, so that nothing typed by a stranger reaches the file system."""
    return f"attachments/{attachment.ticket_id}/{secrets.token_hex(16)}"


class Attachment(models.Model):
    """A file sent with an entry; outside the web root, handed out only to those who may see the entry."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="attachments")
    entry = models.ForeignKey(LogEntry, models.PROTECT, related_name="attachments")
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    file = models.FileField(_("file"), upload_to=place, max_length=200)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.name
