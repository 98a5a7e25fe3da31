"""Rows of the outbox, written in the transaction of the event they tell of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F, QuerySet

from accounts.editions import Kept
from accounts.models import User
from accounts.models.staff import KNOWN
from accounts.quiet import quiet_end
from core.collecting import hand
from core.prepared import among
from core.rows import insert_rows
from notifications.addresses import mail_domain
from notifications.kinds import AlertKind, Audience, Channel, Kind, MessageState
from notifications.models import Message
from notifications.nudge import nudge
from notifications.services.acceptance import accept_in_transaction
from notifications.services.alerts import add_alerts, alert_staff
from notifications.services.gathering import Outbox, payload_of
from notifications.sink import active_sink
from tickets.choices import Priority
from tickets.models import LogEntry, Ticket


@dataclass(frozen=True, slots=True)
class News:
    """What an entry of the log makes somebody be told: the customer, or these members of staff."""

    ticket: Ticket
    kind: Kind
    entry: LogEntry
    user_ids: tuple[int, ...] | None  # None: the customer
    owner_id: int
    is_urgent: bool


def tell_customer(ticket: Ticket, *, kind: Kind, entry: LogEntry) -> None:
    """Queue an e-mail to the customer; without an address it becomes a call, a duty of the owner (C1.3).

    Several missed promises at once are one message, and no promise is reported missed twice.
    """
    _tell(ticket, kind, entry, None)


def tell_staff(ticket: Ticket, *, kind: Kind, entry: LogEntry, user_ids: Iterable[int]) -> None:
    """Queue an e-mail to each of `user_ids` who still works here, and put a notice into the page at once.

    In somebody's quiet hours the e-mail waits for their end, but never about an urgent ticket.
    """
    _tell(ticket, kind, entry, tuple(user_ids))


def _tell(ticket: Ticket, kind: Kind, entry: LogEntry, user_ids: tuple[int, ...] | None) -> None:
    is_urgent = ticket.handling_priority == Priority.URGENT
    news = News(ticket, kind, entry, user_ids, ticket.owner_id, is_urgent)
    if active_sink():
        _tell_all([news])  # its acceptance is the next entry of the log
    else:
        hand(_tell_all, news)


def _tell_all(all_news: list[News]) -> None:
    """Queue what each piece of news makes of it: a few statements, however many there are."""
    outbox = Outbox((news.ticket.pk for news in all_news), (news.kind for news in all_news))
    people = _people(user_id for news in all_news for user_id in news.user_ids or ())
    for news in all_news:
        if news.user_ids is None:
            _tell_customer(outbox, news)
        else:
            _tell_staff(outbox, news, [people[pk] for pk in sorted(set(news.user_ids)) if pk in people])
    insert_rows(outbox.new)
    if due := sum(_leaves_at_once(message) for message in outbox.new):
        transaction.on_commit(partial(nudge, due), robust=True)


def _working() -> QuerySet[User, User]:
    people = User.objects.filter(among("pk", "people"), is_active=True).only(*KNOWN)
    return people.annotate(home_zone=F("branch__zone"))


WORKING = Kept(_working)


def _people(user_ids: Iterable[int]) -> dict[int, User]:
    """Those who still work here."""
    wanted = list(set(user_ids))
    return {person.pk: person for person in WORKING(people=wanted)} if wanted else {}


def _tell_customer(outbox: Outbox, news: News) -> None:
    ticket, entry, customer_id = news.ticket, news.entry, news.ticket.customer_id
    if news.kind is Kind.PROMISE_MISSED and outbox.was_told_missed(entry):
        return
    if outbox.gather(entry, kind=news.kind, customer_id=customer_id):
        return
    if ticket.customer.email or active_sink():
        _queue(outbox, news, audience=Audience.CUSTOMER, customer_id=customer_id)
    else:
        payload, now = payload_of(entry), entry.recorded_at
        outbox.add(_call(ticket, kind=news.kind, entry_number=entry.number, payload=payload, now=now))
        alert_staff(ticket, kind=AlertKind.CALL_DUE, entry=entry, user_ids=[news.owner_id])


def _tell_staff(outbox: Outbox, news: News, people: list[User]) -> None:
    for person in (person for person in people if _is_mailed(person, news.kind)):
        if not outbox.gather(news.entry, kind=news.kind, user_id=person.pk):
            not_before = (
                None if news.is_urgent else _end_of_quiet(news.ticket, person, news.entry.recorded_at)
            )
            _queue(outbox, news, audience=Audience.STAFF, not_before=not_before, user_id=person.pk)
    user_ids = [person.pk for person in people]
    alert_staff(news.ticket, kind=AlertKind(news.kind.value), entry=news.entry, user_ids=user_ids)


def _is_mailed(person: User, kind: Kind) -> bool:
    """What nobody's promise hangs on he may prefer to read in the page alone."""
    return person.has_mention_mails or kind is not Kind.MENTIONED


def _end_of_quiet(ticket: Ticket, person: Any, at: datetime) -> datetime | None:
    zone = person.home_zone or ticket.branch.zone
    return quiet_end(begins=person.quiet_from, ends=person.quiet_until, zone=zone, at=at)


def queue_call(
    ticket: Ticket, *, kind: str, entry_number: int, payload: dict[str, Any], now: datetime
) -> None:
    """Make telling the customer by phone a duty of the ticket's owner."""
    _call(ticket, kind=kind, entry_number=entry_number, payload=payload, now=now).save()
    owner = [ticket.owner_id]
    add_alerts(ticket, kind=AlertKind.CALL_DUE, entry_number=entry_number, user_ids=owner, now=now)


def _call(ticket: Ticket, *, kind: str, entry_number: int, payload: dict[str, Any], now: datetime) -> Message:
    return Message(
        ticket=ticket,
        kind=kind,
        audience=Audience.CUSTOMER,
        channel=Channel.CALL,
        customer_id=ticket.customer_id,
        entry_number=entry_number,
        payload=payload,
        state=MessageState.CALL_DUE,
        header_id=new_header_id(),
        created_at=now,
        updated_at=now,
    )


def new_header_id() -> str:
    """A Message-ID that stays with the message through every attempt: a repeated mail is recognisable."""
    return f"<{uuid4()}@{mail_domain()}>"


def _queue(
    outbox: Outbox, news: News, *, audience: Audience, not_before: datetime | None = None, **recipient: int
) -> None:
    entry = news.entry
    message = Message(
        ticket=news.ticket,
        kind=news.kind,
        audience=audience,
        channel=Channel.EMAIL,
        entry_number=entry.number,
        payload=payload_of(entry),
        next_attempt_at=not_before or entry.recorded_at,
        header_id=new_header_id(),
        created_at=entry.recorded_at,
        updated_at=entry.recorded_at,
        **recipient,
    )
    if sink := active_sink():
        sink.kinds[news.kind] += 1
        # What one entry makes a clock say at once stays together in the log; nothing is written between.
        is_logged = news.kind is not Kind.PROMISE_MISSED
        at, now = entry.happened_at, entry.recorded_at
        accept_in_transaction(message, news.ticket, accepted_at=at, now=now, is_logged=is_logged)
    else:
        outbox.add(message)


def _leaves_at_once(message: Message) -> bool:
    return message.state == MessageState.QUEUED and message.next_attempt_at == message.created_at
