from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from accounts.entitlement import Entitlement
from accounts.models import Branch, Customer, Purchase
from tickets.choices import (
    Channel,
    Complexity,
    Department,
    Impact,
    Kind,
    Nature,
    Priority,
    Standing,
    State,
)
from tickets.models.load import keeps_loads
from tickets.querysets import TicketQuerySet

IS_OPEN = ~models.Q(state=State.CLOSED)
# Somebody of ours must act: neither paused nor solved.
IS_LIVE = models.Q(is_paused=False) & ~models.Q(state__in=[State.RESOLVED, State.CLOSED])
# From when on it weighs more than another.
PRESSES_FROM = Least("next_risk_at", "next_due_at")


class Ticket(models.Model):
    """One after-sales matter of one customer, with one responsible person until it is confirmed (A2.3).

    The row is the only lock of all that belongs to the ticket. `next_*` and `is_paused` are written for `sla`
    through `tickets.services.deadlines`, so that queues sort and filter without a join.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("type"), max_length=20, choices=Kind)
    priority = models.CharField(_("priority"), max_length=10, choices=Priority)
    # What a ladder made of it: changes order and ladder, never a promise (semantics, section 3).
    raised_priority = models.CharField(_("handled as"), max_length=10, choices=Priority, blank=True)
    is_priority_confirmed = models.BooleanField(_("priority confirmed"), default=False)
    complexity = models.CharField(
        _("complexity"), max_length=10, choices=Complexity, default=Complexity.GENERAL
    )
    is_complexity_set = models.BooleanField(_("classified by an agent"), default=False)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.REGISTERED)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="tickets", verbose_name=_("customer"))
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="tickets", verbose_name=_("branch"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="owned_tickets", verbose_name=_("owner")
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    impact = models.CharField(_("impact"), max_length=10, choices=Impact)
    product = models.CharField(_("product"), max_length=120, blank=True)
    serial = models.CharField(_("serial number"), max_length=60, blank=True)
    # Looked up when it was registered, by the day it was received (B2.2). Proven: he showed that it is his,
    # by the label or by his address; without that he reads nothing about the purchase.
    purchase = models.ForeignKey(
        Purchase,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        verbose_name=_("purchase"),
    )
    is_purchase_proven = models.BooleanField(_("purchase proven"), default=False)
    entitlement = models.CharField(
        _("entitlement"), max_length=12, choices=Entitlement, default=Entitlement.UNKNOWN
    )
    location = models.CharField(_("location"), max_length=240, blank=True)
    nature = models.CharField(_("nature of the problem"), max_length=20, choices=Nature, blank=True)
    department = models.CharField(_("responsible department"), max_length=20, choices=Department, blank=True)
    # The owner allows the daily update to leave by itself at close of business (D2.3a).
    sends_updates = models.BooleanField(_("daily update sent by itself"), default=False)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_tickets",
        verbose_name=_("merged into"),
    )
    # A complaint about another ticket: for management alone, and never for the one whom it concerns (D3.4).
    complaint_about = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("complaint about"),
    )
    complaint_concerns = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("whom the complaint concerns"),
    )
    rating = models.PositiveSmallIntegerField(_("rating"), null=True, blank=True)
    is_verified = models.BooleanField(_("sent by a person, as far as we can tell"), default=True)
    link_version = models.PositiveIntegerField(_("version of the tracking link"), default=1)

    received_at = models.DateTimeField(_("received at"))
    registered_at = models.DateTimeField(_("registered at"))
    updated_at = models.DateTimeField(_("updated at"))
    service_started_at = models.DateTimeField(_("service started at"), null=True, blank=True)
    waiting_since = models.DateTimeField(_("waiting for the customer since"), null=True, blank=True)
    waiting_until = models.DateTimeField(_("waiting for the customer until"), null=True, blank=True)
    appointment_at = models.DateTimeField(_("appointment at"), null=True, blank=True)
    # The first promised date binds; a later one needs the customer's consent (semantics, section 3).
    promised_at = models.DateTimeField(_("promised completion"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)
    follow_up_at = models.DateTimeField(_("last follow-up attempt at"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    closable_at = models.DateTimeField(_("may be closed without an answer from"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    # Which entry of the log has the closing summary: cause, solution, prevention (D2.3c).
    summary_number = models.PositiveIntegerField(_("closing summary"), null=True, blank=True)

    next_due_at = models.DateTimeField(_("next deadline"), null=True, blank=True)
    next_due_metric = models.CharField(_("next promise"), max_length=30, blank=True)
    next_risk_at = models.DateTimeField(_("at risk from"), null=True, blank=True)
    is_paused = models.BooleanField(_("paused"), default=False)

    last_number = models.PositiveIntegerField(_("entries in the service log"), default=0)
    last_recorded_at = models.DateTimeField(_("last entry at"), null=True, blank=True)
    log_head = models.CharField(_("head of the log's chain"), max_length=64, blank=True)

    objects: ClassVar[models.Manager["Ticket"]] = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("service request")
        verbose_name_plural = _("service requests")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rating__isnull=True) | models.Q(rating__range=(1, 5)),
                name="ticket_rating_1_to_5",
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.CLOSED) ^ models.Q(closed_at__isnull=True),
                name="ticket_closed_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(complaint_concerns__isnull=True) | models.Q(complaint_about__isnull=False),
                name="ticket_concern_is_a_complaint",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(state=State.CLOSED),
                name="ticket_merged_is_closed",
            ),
        ]
        indexes = [
            # the queue of a branch, of an owner, of everybody: next deadline first
            models.Index("branch", "next_due_at", "id", condition=IS_OPEN, name="ticket_queue_branch"),
            # with what a request weighs, which the list of people adds up
            models.Index(
                fields=["owner", "next_due_at", "id"],
                include=["next_risk_at", "is_paused", "state"],
                condition=IS_OPEN,
                name="ticket_queue_owner",
            ),
            # whose requests press, and weigh more for it in every choice of an owner
            models.Index(
                "owner",
                PRESSES_FROM,
                include=["next_due_at", "next_risk_at"],
                condition=IS_LIVE,
                name="ticket_pressing",
            ),
            models.Index("next_due_at", "id", condition=IS_OPEN, name="ticket_queue_all"),
            # the counts beside the queue: what is at risk, rests, or is solved
            models.Index("next_risk_at", "next_due_at", condition=IS_OPEN, name="ticket_at_risk"),
            models.Index("branch", condition=IS_OPEN & models.Q(is_paused=True), name="ticket_paused"),
            models.Index(
                "confirmed_at", "branch", condition=models.Q(state=State.RESOLVED), name="ticket_solved"
            ),
            # the API's list and the dashboards' periods
            models.Index("registered_at", "id", name="ticket_by_registration"),
            models.Index("branch", "registered_at", "id", name="ticket_by_branch_and_time"),
            # figures: whose service began, whose customer confirmed in a period (B1.2, B1.3)
            models.Index(
                "service_started_at",
                "branch",
                condition=models.Q(service_started_at__isnull=False),
                name="ticket_by_start_of_service",
            ),
            models.Index(
                "confirmed_at",
                "branch",
                condition=models.Q(confirmed_at__isnull=False),
                name="ticket_by_confirmation",
            ),
            # end_waits: whose wait for the customer, or for an appointment, has run out
            models.Index(
                "waiting_until", condition=models.Q(waiting_until__isnull=False), name="ticket_waiting_until"
            ),
            models.Index(
                "appointment_at", condition=models.Q(appointment_at__isnull=False), name="ticket_appointment"
            ),
            # the desk's search by a part of the serial number
            GinIndex(fields=["serial"], name="ticket_serial_part", opclasses=["gin_trgm_ops"]),
        ]
        triggers = [keeps_loads()]

    def __str__(self) -> str:
        return self.number

    @property
    def is_complaint(self) -> bool:
        """About another ticket, for management alone (A4.2, D3.4)."""
        return self.complaint_about_id is not None

    @property
    def awaits_summary(self) -> bool:
        """The customer has confirmed; it closes when the closing summary is filed (D2.3c)."""
        return self.state == State.RESOLVED and self.confirmed_at is not None

    @property
    def standing(self) -> Standing:
        """Its state, and of a solved one whether it only awaits its summary."""
        return Standing.CONFIRMED if self.awaits_summary else Standing(self.state)

    @property
    def handling_priority(self) -> str:
        """The tier whose order and ladder it has: its own, unless a ladder raised it."""
        return self.raised_priority or self.priority

    @property
    def is_raised(self) -> bool:
        """Whether a ladder lets it go before its own tier."""
        return bool(self.raised_priority)

    @property
    def is_owner_off_duty(self) -> bool:
        return not self.owner.is_on_duty

    @property
    def product_line(self) -> str:
        return " ".join(part for part in (self.product, self.serial) if part)
