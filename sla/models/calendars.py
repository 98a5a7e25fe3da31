import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch


class Calendar(models.Model):
    """Working hours under one name; what they are lies in its numbered versions (semantics, section 1)."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_default = models.BooleanField(_("for branches without one of their own"), default=False)
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("working calendar")
        verbose_name_plural = _("working calendars")
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="calendar_one_default"
            )
        ]

    def __str__(self) -> str:
        return self.name


class CalendarVersion(models.Model):
    """One state of a calendar, never changed: an edit makes a new version.

    `weekly` and `exceptions` are in the form of `core.worktime.Calendar.read`; `notes` says by date what an
    exception is ("2026-10-01": "National Day"); `zone_data` is the time-zone database it was made with.
    """

    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    zone = models.CharField(_("time zone"), max_length=64)
    weekly = models.JSONField(_("weekly hours"))
    exceptions = models.JSONField(_("exceptions"), default=dict, blank=True)
    notes = models.JSONField(_("notes on exceptions"), default=dict, blank=True)
    zone_data = models.CharField(_("time-zone database"), max_length=20, blank=True)
    reason = models.TextField(_("why this version"), blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("version of a calendar")
        verbose_name_plural = _("versions of calendars")
        constraints = [
            models.UniqueConstraint(fields=["calendar", "number"], name="calendar_version_numbered")
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.calendar_id}/{self.number}"


class BranchCalendar(models.Model):
    """The working hours of a branch (B2.1): what a promise without a calendar of its own is counted in."""

    branch = models.OneToOneField(Branch, models.PROTECT, primary_key=True, related_name="hours")
    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="branches")

    class Meta:
        verbose_name = _("calendar of a branch")
        verbose_name_plural = _("calendars of branches")

    def __str__(self) -> str:
        return f"{self.branch_id} -> {self.calendar_id}"
