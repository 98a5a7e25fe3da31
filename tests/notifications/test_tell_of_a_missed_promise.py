"""The customer is told of a missed promise honestly and once (semantics, section 5)."""

import pytest
from django.db import transaction

from accounts.models import User
from core.actors import Actor
from notifications.kinds import Kind
from notifications.models import Message
from sla.models import CommitmentVersion
from sla.services.sweep import sweep
from tests.notifications.conftest import Deliver, KindsTold, Later, Postbox, html_of, text_of
from tickets.choices import ContactChannel, Direction
from tickets.entries import Entry
from tickets.locks import lock_ticket
from tickets.models import Ticket
from tickets.services.contacts import ContactFacts, log_contact
from tickets.services.log import record

pytestmark = pytest.mark.django_db

SPOKE = ContactFacts(
    channel=ContactChannel.CALL,
    direction=Direction.OUT,
    reached=True,
    two_way=True,
    need_confirmed=True,
    priority_confirmed=True,
)


@pytest.fixture
def told(
    letter: CommitmentVersion, ticket: Ticket, manager: User, postbox: Postbox, deliver: Deliver, later: Later
) -> None:
    """The registration is delivered; `manager` is there to be told."""
    deliver(later(seconds=1))
    postbox.mails.clear()


def test_it_says_what_was_promised_that_it_is_late_what_comes_next_and_who_is_responsible(
    told: None, ticket: Ticket, postbox: Postbox, deliver: Deliver, later: Later
) -> None:
    sweep(now=later(hours=2, seconds=1))
    deliver(later(hours=2, seconds=2))
    (mail,) = postbox.to(ticket.customer.email)
    text = text_of(mail)
    assert str(mail["Subject"]) == f"We have missed a promise for your request {ticket.number}"
    assert "We promised to speak with you by 14:20 today. We have not." in text
    assert "Chen Jie will contact you" in text
    assert "Chen Jie is responsible" in text
    assert "Those who lead the team have been told" in text
    assert "We have not." in html_of(mail)


def test_it_is_told_once_however_often_the_sweep_passes(
    told: None, ticket: Ticket, to_customer: KindsTold, later: Later
) -> None:
    for minutes in (121, 122, 240, 300):
        sweep(now=later(minutes=minutes))
    assert to_customer(ticket).count("promise_missed") == 1


def test_several_misses_at_once_are_one_message(
    told: None, ticket: Ticket, postbox: Postbox, to_customer: KindsTold, deliver: Deliver, later: Later
) -> None:
    sweep(now=later(hours=30))  # the desk was down: contact and initial fix are both past
    assert to_customer(ticket).count("promise_missed") == 1
    deliver(later(hours=30, seconds=1))
    (mail,) = postbox.to(ticket.customer.email)
    assert "missed 2 promises" in str(mail["Subject"])
    assert "speak with you by 14:20 yesterday" in text_of(mail)
    assert "a first solution by 12:20 today" in text_of(mail)


def test_a_later_miss_is_a_message_of_its_own(
    told: None, ticket: Ticket, to_customer: KindsTold, deliver: Deliver, later: Later
) -> None:
    sweep(now=later(hours=2, seconds=1))
    deliver(later(hours=2, seconds=2))
    sweep(now=later(hours=24, seconds=1))
    assert to_customer(ticket).count("promise_missed") == 2


def test_what_was_done_late_before_the_mail_left_is_said_too(
    told: None, ticket: Ticket, agent: User, postbox: Postbox, deliver: Deliver, later: Later
) -> None:
    sweep(now=later(hours=2, seconds=1))
    log_contact(actor=Actor.user(agent), ticket_id=ticket.pk, contact=SPOKE, now=later(hours=2, minutes=30))
    deliver(later(hours=3))
    mail = next(mail for mail in postbox.mails if mail["X-Servicedesk-Kind"] == "promise_missed")
    assert "We promised to speak with you by 14:20 today. We did at 14:50 today, 30 min late." in text_of(
        mail
    )
    assert "will contact you" not in text_of(mail)


def test_a_promise_that_was_kept_is_never_reported_missed(
    told: None, ticket: Ticket, agent: User, to_customer: KindsTold, later: Later
) -> None:
    log_contact(actor=Actor.user(agent), ticket_id=ticket.pk, contact=SPOKE, now=later(hours=1))
    sweep(now=later(hours=3))
    assert "promise_missed" not in to_customer(ticket)


def test_a_message_that_somebody_is_sending_takes_in_nothing_more(
    told: None, ticket: Ticket, to_customer: KindsTold, later: Later
) -> None:
    sweep(now=later(hours=2, seconds=1))
    Message.objects.filter(kind=Kind.PROMISE_MISSED).update(state="sending", attempts=1)
    sweep(now=later(hours=30))
    assert to_customer(ticket).count("promise_missed") == 2


def test_the_same_promise_is_not_reported_missed_a_second_time(
    told: None, ticket: Ticket, to_customer: KindsTold, deliver: Deliver, later: Later
) -> None:
    sweep(now=later(hours=2, seconds=1))
    deliver(later(hours=2, seconds=2))
    missed = ticket.log.get(entry=Entry.PROMISE_MISSED)
    with transaction.atomic():
        record(
            lock_ticket(ticket.pk),
            actor=Actor.system("sla"),
            entry=Entry.PROMISE_MISSED,
            payload=missed.payload,
            happened_at=later(hours=3),
        )
    assert to_customer(ticket).count("promise_missed") == 1
