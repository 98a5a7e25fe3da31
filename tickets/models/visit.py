from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tickets.choices import PartState, SignOff, VisitMode, VisitState
from tickets.models.ticket import Ticket

ENDED = (VisitState.DONE, VisitState.CANCELLED)
AHEAD = frozenset({VisitState.PLANNED, VisitState.ACCEPTED, VisitState.ON_THE_WAY})
IS_OPEN = ~Q(state__in=ENDED)


class Visit(models.Model):
    """Somebody of ours at the customer's, or a remote session: when, who, and what became of it (B3.3).

    What people wrote lies in the service log, so that it can be erased: `planned_in` is the number of the
    entry that holds the address or link and the note, `reported_in` the one with fault cause and measures,
    `signed_in` the one with the signature or why there is none.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="visits")
    number = models.PositiveSmallIntegerField(_("number within the ticket"))
    mode = models.CharField(_("support mode"), max_length=8, choices=VisitMode)
    state = models.CharField(_("state"), max_length=12, choices=VisitState, default=VisitState.PLANNED)
    engineer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="visits")
    window_from = models.DateTimeField(_("window from"), null=True)
    window_until = models.DateTimeField(_("window until"), null=True)
    planned_at = models.DateTimeField(_("planned at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True)
    set_out_at = models.DateTimeField(_("set out at"), null=True)
    arrived_at = models.DateTimeField(_("arrived at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    nobody_since = models.DateTimeField(_("has nobody since"), null=True)
    planned_in = models.PositiveIntegerField(_("log entry that plans"))
    reported_in = models.PositiveIntegerField(_("log entry that reports"), null=True)
    signed_in = models.PositiveIntegerField(_("log entry that signs"), null=True)
    sign_off = models.CharField(_("sign-off"), max_length=10, choices=SignOff, blank=True)
    # The code itself is stored nowhere: `tickets.visit_codes` derives it from the entry that sent it.
    code_sent_in = models.PositiveIntegerField(_("log entry that sent the code"), null=True)
    code_sent_at = models.DateTimeField(_("code sent at"), null=True)
    code_tries = models.PositiveSmallIntegerField(_("wrong codes typed"), default=0)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints = [
            models.UniqueConstraint(fields=["ticket", "number"], name="visit_numbered_per_ticket"),
            models.CheckConstraint(
                condition=Q(state__in=ENDED) ^ Q(ended_at__isnull=True), name="visit_ended_has_time"
            ),
            models.CheckConstraint(
                condition=Q(window_from__isnull=True, window_until__isnull=True)
                | Q(window_from__lt=F("window_until")),
                name="visit_window_has_length",
            ),
            models.CheckConstraint(
                condition=~Q(mode=VisitMode.ON_SITE) | Q(window_from__isnull=False),
                name="visit_on_site_has_window",
            ),
        ]
        indexes = [
            # the engineer's page: what is open for him, next first
            models.Index("engineer", "window_from", "id", condition=IS_OPEN, name="visit_of_engineer"),
            # the few that nobody goes to
            models.Index(
                "nobody_since", condition=Q(nobody_since__isnull=False), name="visit_without_engineer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.number} {self.mode}"

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    @property
    def last_step_at(self) -> datetime:
        """When it was planned, or its last step taken: the next one is not earlier."""
        steps = (self.planned_at, self.accepted_at, self.set_out_at, self.arrived_at, self.ended_at)
        return max(at for at in steps if at)

    @property
    def is_remote(self) -> bool:
        return self.mode == VisitMode.REMOTE


class PartLine(models.Model):
    """A part used at a visit, or ordered for it and received since."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="parts")
    name = models.CharField(_("part"), max_length=120)
    part_number = models.CharField(_("part number"), max_length=60, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=9, decimal_places=2)
    state = models.CharField(_("state"), max_length=8, choices=PartState)
    recorded_at = models.DateTimeField(_("recorded at"))
    received_at = models.DateTimeField(_("received at"), null=True)

    class Meta:
        verbose_name = _("part of a visit")
        verbose_name_plural = _("parts of visits")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="part_quantity_positive"),
            models.CheckConstraint(
                condition=Q(state=PartState.RECEIVED) ^ Q(received_at__isnull=True),
                name="part_received_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.name}"


class VisitSubmission(models.Model):
    """A form sent from the engineer's phone: sent again over a bad connection, it is carried out once."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="submissions")
    key = models.CharField(_("key"), max_length=64)
    digest = models.CharField(_("SHA-256"), max_length=64)

    class Meta:
        verbose_name = _("form sent from a visit")
        verbose_name_plural = _("forms sent from visits")
        constraints = [models.UniqueConstraint(fields=["visit", "key"], name="visit_submission_once")]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.key}"
