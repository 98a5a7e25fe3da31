from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

GOOD_FOR = timedelta(minutes=30)
SESSION = timedelta(hours=12)


class EntryLinkQuerySet(models.QuerySet["EntryLink"]):
    """Read rules, chainable."""

    def due(self, now: datetime) -> "EntryLinkQuerySet":
        """What has to be mailed at `now`; a link that would arrive too late is not sent any more."""
        return self.filter(next_attempt_at__lte=now, asked_at__gt=now - GOOD_FOR).order_by("next_attempt_at")

    def usable(self, now: datetime) -> "EntryLinkQuerySet":
        """What still opens: neither used nor too old."""
        return self.filter(opened_at=None, asked_at__gt=now - GOOD_FOR)

    def entered(self, now: datetime) -> "EntryLinkQuerySet":
        """Whose holder is inside: opened not long ago, and he has not left."""
        return self.filter(opened_at__gt=now - SESSION, left_at=None)


class EntryLink(models.Model):
    """A customer's way to all requests of one e-mail address: asked for, mailed, opened once, left (C1.3).

    A row is made for every address alike, known or not, so that the answer tells nothing; whether there is
    anything to mail is found out when it is delivered. It is its own row of the outbox.
    """

    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=10)
    asked_at = models.DateTimeField(_("asked at"))
    next_attempt_at = models.DateTimeField(_("next attempt at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)

    objects = EntryLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to all requests")
        verbose_name_plural = _("links to all requests")
        constraints = [
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(opened_at__isnull=False), name="entry_link_left_was_opened"
            ),
        ]
        indexes = [
            # EntryLinkQuerySet.due: what waits to be mailed
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(next_attempt_at__isnull=False),
                name="entry_link_due",
            ),
            # forget_entry_links: what is too old to be of use
            models.Index(fields=["asked_at"], name="entry_link_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def ends_at(self) -> datetime | None:
        """When the session ends by itself; None while nobody has opened it."""
        return self.opened_at and self.opened_at + SESSION
