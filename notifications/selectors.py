"""What the faces show of messages and notices."""

from collections.abc import Iterable

from django.db.models import BigIntegerField, QuerySet

from accounts.models import User
from core.actors import Actor
from core.errors import NotFound
from core.prepared import Given, Prepared
from notifications.kinds import AlertKind, Audience, Kind, MessageState
from notifications.mail.server import mail_server
from notifications.models import MailTrial, Message, MessageQuerySet, StaffAlert
from sla.models import Breach
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.selectors.tickets import visible_tickets

ALERTS_SHOWN = 50


OF_TICKET = Prepared(
    lambda: (
        Message.objects.filter(ticket=Given("ticket", BigIntegerField()))
        .select_related("customer", "user")
        .order_by("created_at", "pk")
    )
)


def messages_of(ticket: Ticket, *, audience: Audience | None = None) -> list[Message]:
    """All messages about `ticket`, oldest first, with their recipients; two queries at most.

    Faces read `kind`, `recipient`, `address`, `channel`, `state`, `attempts`, `accepted_at`,
    `next_attempt_at`, `last_error`, `is_retryable`, and `entry_numbers` to set it beside its log entry.
    """
    rows = OF_TICKET(ticket=ticket.pk)
    return [message for message in rows if message.audience == audience] if audience else rows


def get_message(*, actor: Actor, message_id: int) -> Message:
    """The message, with its ticket; raises NotFound, for strangers too."""
    rows = Message.objects.filter(ticket__in=visible_tickets(actor)).select_related("ticket")
    message = rows.filter(pk=message_id).first()
    if message is None:
        raise NotFound
    return message


def call_duties(user: User) -> MessageQuerySet:
    """Customers without e-mail whom `user`, as the owner of their tickets, has to call, oldest news first."""
    due = Message.objects.calls_due().filter(ticket__owner=user)
    return due.select_related("ticket", "customer").order_by("created_at", "pk")


def visits_to_tell(messages: Iterable[Message]) -> frozenset[int]:
    """Of these messages about a ticket, numbers of the visits to which another engineer comes, and which the
    customer must still be called about (B3.3)."""
    due = (m for m in messages if m.state == MessageState.CALL_DUE and m.kind == Kind.ENGINEER_CHANGED)
    return frozenset(number for message in due for number in message.payload["visits"])


def failed_messages(ticket: Ticket) -> list[Message]:
    """Messages about `ticket` that could not be delivered, for a person to look at."""
    return list(ticket.messages.filter(state=MessageState.FAILED).select_related("customer", "user"))


def alerts_for(user: User, *, limit: int = ALERTS_SHOWN) -> list[StaffAlert]:
    """The newest notices of `user`, read ones included, with their tickets."""
    newest = StaffAlert.objects.filter(user=user).order_by("-created_at", "-pk")
    return list(newest.select_related("ticket")[:limit])


def contested_breaches(alerts: Iterable[StaffAlert]) -> dict[int, str]:
    """By alert, the number of the ledger's entry that waits for a decision; two queries at most."""
    asked = [alert for alert in alerts if alert.kind == AlertKind.CONTESTED]
    if not asked:
        return {}
    rows = LogEntry.objects.filter(
        entry=Entry.PROMISE_MET,
        ticket__in={alert.ticket_id for alert in asked},
        number__in={alert.entry_number for alert in asked},
    )
    clocks = {(row.ticket_id, row.number): row.payload["clock"] for row in rows}
    numbers = {breach.clock_id: breach.number for breach in Breach.objects.filter(clock__in=clocks.values())}
    return {alert.pk: numbers[clocks[alert.ticket_id, alert.entry_number]] for alert in asked}


def unread_alerts(user: User | Given) -> QuerySet[StaffAlert]:
    """The notices that `user` has not read."""
    return StaffAlert.objects.filter(user=user, read_at=None)


def accepted_trials() -> QuerySet[MailTrial]:
    """The test mails that the mail server of now has accepted."""
    return MailTrial.objects.filter(server=mail_server().name, refusal="")


def last_trial() -> MailTrial | None:
    """The newest test mail by the mail server of now, with whom it went to."""
    tried = MailTrial.objects.filter(server=mail_server().name).select_related("person")
    return tried.order_by("-pk").first()
