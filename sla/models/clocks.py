from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sla.facts import Fact
from sla.models.calendars import CalendarVersion
from sla.models.commitments import Promise
from tickets.choices import Priority, State
from tickets.models import Ticket


class ClockState(models.TextChoices):
    """A breach is a fact in the ledger, not a state."""

    PENDING = "pending", _("Not started")
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    MET = "met", _("Met")
    MET_LATE = "met_late", _("Met late")
    CANCELLED = "cancelled", _("No longer applies")


class EndCause(models.TextChoices):
    """Why a clock was cancelled. Only closing without confirmation counts against us by itself."""

    NO_LONGER_APPLIES = "no_longer_applies", _("The promise no longer applies")
    CONFIRMED = "confirmed", _("The customer confirmed the result")
    WITHDRAWN = "withdrawn", _("The customer withdrew the request")
    NOT_A_REQUEST = "not_a_request", _("It was not a request")
    MERGED = "merged", _("The request was merged into another")
    MOVED = "moved", _("Another version of the commitment applies")
    NEW_DATE = "new_date", _("Another date was promised")
    DAY_OVER = "day_over", _("The day ended without an update")
    TASK_RETURNED = "task_returned", _("The department returned the task")
    TASK_WITHDRAWN = "task_withdrawn", _("The task was withdrawn")
    CLOSED_UNCONFIRMED = "timed_out", _("Closed without the customer's confirmation")


LIVE_STATES = (ClockState.RUNNING, ClockState.PAUSED)
LIVE = Q(state__in=LIVE_STATES)
ENDED = (ClockState.MET, ClockState.MET_LATE, ClockState.CANCELLED)


class Rank(models.IntegerChoices):
    """The order in which a sweep takes tickets."""

    URGENT = 0
    IMPORTANT = 1
    NORMAL = 2

    @classmethod
    def of(cls, priority: str) -> "Rank":
        return cls[Priority(priority).name]


class Clock(models.Model):
    """One promise of one ticket, or of one department's task on it, in one cycle, and where it is heading.

    `due_at`, `limit_at` and `risk_at` follow from start, terms and pauses; while paused the first two are
    empty and `left_seconds` is set. `fires_at` is the next instant at which anything must happen.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="clocks")
    task_number = models.PositiveSmallIntegerField(null=True)  # of the ticket's task it belongs to
    promise = models.ForeignKey(Promise, models.PROTECT, related_name="clocks")
    calendar = models.ForeignKey(
        CalendarVersion, models.PROTECT, null=True, related_name="clocks", db_index=False
    )
    cycle = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=ClockState, default=ClockState.RUNNING)
    started_at = models.DateTimeField()
    begun_at = models.DateTimeField()  # when it came to apply: later than started_at after a change
    target_at = models.DateTimeField(null=True)  # a due that was set: the promised date, the end of the day
    aimed_at = models.DateTimeField()  # the last start, resume or change that moved its instants
    due_at = models.DateTimeField(null=True)
    limit_at = models.DateTimeField(null=True)
    risk_at = models.DateTimeField(null=True)
    left_seconds = models.PositiveIntegerField(null=True)
    fires_at = models.DateTimeField(null=True)
    rank = models.PositiveSmallIntegerField(choices=Rank)
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.PositiveIntegerField(null=True)  # number of the log entry
    stop_fact = models.CharField(max_length=20, choices=Fact, blank=True)
    end_cause = models.CharField(max_length=20, choices=EndCause, blank=True)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "task_number", "promise", "cycle"],
                nulls_distinct=False,
                name="clock_one_per_cycle",
            ),
            models.CheckConstraint(
                condition=~Q(state=ClockState.RUNNING) | Q(due_at__isnull=False, limit_at__isnull=False),
                name="clock_running_has_due",
            ),
            models.CheckConstraint(
                condition=~Q(state=ClockState.PAUSED) | Q(due_at__isnull=True, left_seconds__isnull=False),
                name="clock_paused_shows_what_is_left",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED) ^ Q(stopped_at__isnull=True), name="clock_ended_has_time"
            ),
            models.CheckConstraint(
                condition=Q(state=ClockState.CANCELLED) ^ Q(end_cause=""), name="clock_cancelled_has_cause"
            ),
        ]
        indexes = [
            # sweep: the tickets that have a due clock, in order of priority, then instant
            models.Index("rank", "fires_at", condition=Q(fires_at__isnull=False), name="clock_fires"),
            # a new version of a calendar: the clocks that run by an older one
            models.Index("calendar", condition=LIVE, name="clock_live_by_calendar"),
            # figures: what fell due in a period, what will soon
            models.Index("due_at", condition=Q(due_at__isnull=False), name="clock_by_due"),
            # figures: what runs and is late, or at risk
            models.Index("due_at", condition=LIVE, name="clock_live_by_due"),
            # figures: what was closed without the customer's confirmation in a period
            models.Index(
                "stopped_at",
                condition=Q(end_cause=EndCause.CLOSED_UNCONFIRMED),
                name="clock_closed_unconfirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.promise_id}/{self.cycle}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_STATES


class Pause(models.Model):
    """A stretch during which a ticket waited; every clock whose metric pauses for `cause` leaves it out.

    Kept per ticket, not per clock, so that a clock which starts later (after a change) knows it as well.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="pauses")
    cause = models.CharField(
        max_length=20,
        choices=[(state.value, state.label) for state in (State.WAITING_CUSTOMER, State.SCHEDULED)],
    )
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(to_at__isnull=True), name="pause_one_open_per_ticket"
            ),
            models.CheckConstraint(
                condition=Q(to_at__isnull=True) | Q(to_at__gte=models.F("from_at")),
                name="pause_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.cause}"

    def until(self, at: datetime) -> "Pause":
        """The same pause, over at `at` at the latest; not saved."""
        end = at if self.to_at is None else min(self.to_at, at)
        return Pause(ticket_id=self.ticket_id, cause=self.cause, from_at=self.from_at, to_at=end)
