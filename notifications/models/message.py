"""The outbox.

A message is a row in the transaction of the event it tells of; the network comes later. The row holds the
kind and the numbers of the log entries, never words: it is rendered when it is delivered, in the recipient's
language. The price: a mail says what is true at delivery, which for a service desk is what one wants.
"""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from notifications.kinds import DELIVERED, UNDELIVERED, Audience, Channel, Kind, MessageState
from tickets.models import Ticket


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, now: datetime) -> "MessageQuerySet":
        """What the outbox must deliver at `now`, lapsed deliveries of a crashed worker included."""
        return self.filter(state__in=UNDELIVERED, next_attempt_at__lte=now).order_by("next_attempt_at", "pk")

    def accepted_unlogged(self) -> "MessageQuerySet":
        """To customers, accepted by the mail server, and the service log does not say so yet."""
        return self.filter(state=MessageState.ACCEPTED, audience=Audience.CUSTOMER, logged_at=None)

    def calls_due(self) -> "MessageQuerySet":
        """News that somebody must tell a customer by phone."""
        return self.filter(state=MessageState.CALL_DUE)


class Message(models.Model):
    """One thing to tell one person about one ticket."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="messages", verbose_name=_("ticket"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    audience = models.CharField(_("audience"), max_length=10, choices=Audience)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, verbose_name=_("customer"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("member of staff")
    )
    language = models.CharField(
        _("language"), max_length=10, blank=True, help_text=_("Known when delivered.")
    )
    entry_number = models.PositiveIntegerField(_("number of the log entry it delivers"))
    payload = models.JSONField(_("payload"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=MessageState, default=MessageState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt at"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    logged_at = models.DateTimeField(_("delivery logged at"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=40, blank=True)
    header_id = models.CharField(_("Message-ID"), max_length=120, unique=True)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.CheckConstraint(
                condition=Q(audience=Audience.CUSTOMER, customer__isnull=False, user__isnull=True)
                | Q(audience=Audience.STAFF, customer__isnull=True, user__isnull=False),
                name="message_one_recipient",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DELIVERED, accepted_at__isnull=False)
                | (~Q(state__in=DELIVERED) & Q(accepted_at__isnull=True)),
                name="message_accepted_has_instant",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=UNDELIVERED) | Q(next_attempt_at__isnull=False),
                name="message_undelivered_is_due",
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.CALL, state__in=[MessageState.CALL_DUE, MessageState.CALLED])
                | (Q(channel=Channel.EMAIL) & ~Q(state__in=[MessageState.CALL_DUE, MessageState.CALLED])),
                name="message_state_fits_channel",
            ),
        ]
        indexes = [
            # MessageQuerySet.due: the outbox's sweep
            models.Index(fields=["next_attempt_at"], condition=Q(state__in=UNDELIVERED), name="message_due"),
            # MessageQuerySet.accepted_unlogged: what a crash left between mail server and log
            models.Index(
                fields=["accepted_at"],
                condition=Q(state=MessageState.ACCEPTED, audience=Audience.CUSTOMER, logged_at__isnull=True),
                name="message_unlogged",
            ),
            # MessageQuerySet.calls_due: the owner's duties
            models.Index(
                fields=["ticket"], condition=Q(state=MessageState.CALL_DUE), name="message_calls_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.header_id}"

    @property
    def recipient(self) -> str:
        """The recipient's name."""
        return str(self.user or self.customer)

    @property
    def kind_label(self) -> str:
        """What it is about; `get_kind_display` would translate all kinds there are, for each message."""
        return str(Kind(self.kind).label)

    @property
    def state_label(self) -> str:
        return str(MessageState(self.state).label)

    @property
    def address(self) -> str:
        """Where the message goes now: an e-mail address, or a phone number for a call."""
        if self.customer is not None:
            return self.customer.phone if self.channel == Channel.CALL else self.customer.email
        return self.user.email if self.user is not None else ""

    @property
    def entry_numbers(self) -> list[int]:
        """Numbers of all log entries this message tells of, in order."""
        return list(self.payload.get("entries", [self.entry_number]))

    @property
    def is_retryable(self) -> bool:
        """Whether a person may ask for another attempt now."""
        return self.state in (MessageState.FAILED, MessageState.RETRYING)
