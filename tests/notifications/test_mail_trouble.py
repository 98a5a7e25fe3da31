"""When the mail server refuses, hesitates, hangs up or is not there."""

from dataclasses import replace
from datetime import datetime

import pytest
from pytest_django import Settings

from accounts.models import User
from core.actors import Actor
from core.errors import NotAllowed, NotFound
from notifications.errors import NotRetryable
from notifications.kinds import AlertKind, Channel, MessageState
from notifications.models import Message
from notifications.selectors import alerts_for, failed_messages
from notifications.services.delivery import deliver_due
from notifications.services.retrying import retry_message
from sla.models import CommitmentVersion
from tests.notifications.conftest import Deliver, Later, Postbox
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.signals import entry_recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(letter: CommitmentVersion, ticket: Ticket) -> Message:
    """The confirmation of the registration, alone in the outbox."""
    Message.objects.exclude(kind="registered").delete()
    return Message.objects.get()


@pytest.mark.parametrize(("reply", "code"), [("451 Try later", "smtp_451"), ("drop", "connection_lost")])
def test_a_passing_refusal_is_tried_again_after_ten_seconds(
    postbox: Postbox, message: Message, deliver: Deliver, later: Later, reply: str, code: str
) -> None:
    postbox.replies = [reply]
    assert deliver(later(seconds=1)) == 0
    message.refresh_from_db()
    assert (message.state, message.last_error, message.attempts) == (MessageState.RETRYING, code, 1)
    assert message.next_attempt_at == later(seconds=11)
    assert deliver(later(seconds=10)) == 0
    assert deliver(later(seconds=11)) == 1
    message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.ACCEPTED, "")
    assert [mail["Message-ID"] for mail in postbox.mails] == [message.header_id]


def test_a_permanent_refusal_fails_at_once_and_is_logged_and_shown(
    postbox: Postbox, message: Message, ticket: Ticket, agent: User, deliver: Deliver, later: Later
) -> None:
    postbox.replies = ["550 No such user"]
    deliver(later(seconds=1))
    message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.FAILED, "smtp_550")
    entry = ticket.log.get(entry=Entry.MESSAGE_FAILED)
    assert entry.payload["reason"] == "smtp_550"
    assert AlertKind.DELIVERY_FAILED in {alert.kind for alert in alerts_for(agent)}
    assert failed_messages(ticket) == [message]


def test_news_that_could_not_be_mailed_becomes_a_call_when_there_is_a_number(
    postbox: Postbox, message: Message, deliver: Deliver, later: Later
) -> None:
    postbox.replies = ["550 No such user"]
    deliver(later(seconds=1))
    call = Message.objects.get(channel=Channel.CALL)
    assert (call.kind, call.state, call.address) == ("registered", MessageState.CALL_DUE, "138 0013 8000")


def test_without_a_number_a_refused_message_stays_a_failed_message(
    postbox: Postbox,
    letter: CommitmentVersion,
    request_facts: ServiceRequest,
    agent: User,
    deliver: Deliver,
    now: datetime,
    later: Later,
) -> None:
    by_mail_only = replace(request_facts, customer=replace(request_facts.customer, phone=""))
    register_ticket(actor=Actor.system("portal"), request=by_mail_only, now=now)
    postbox.replies = ["550 No such user"]
    deliver(later(seconds=1))
    assert not Message.objects.filter(channel=Channel.CALL).exists()


@pytest.mark.parametrize(
    ("reply", "state"),
    [("550 No such user", MessageState.FAILED), ("452 Mailbox full", MessageState.RETRYING)],
)
def test_a_refused_recipient_is_told_apart_like_a_refused_mail(
    postbox: Postbox, message: Message, deliver: Deliver, later: Later, reply: str, state: str
) -> None:
    postbox.refuses_recipient = reply
    deliver(later(seconds=1))
    message.refresh_from_db()
    assert (message.state, message.last_error) == (state, f"smtp_{reply[:3]}")


def test_a_server_that_is_down_is_asked_again_with_growing_gaps_and_then_no_more(
    no_mail_server: None, message: Message, ticket: Ticket, deliver: Deliver, now: datetime
) -> None:
    gaps, at = [], now
    while deliver(at) == 0 and message.state != MessageState.FAILED:
        message.refresh_from_db()
        if message.next_attempt_at:
            gaps.append(int((message.next_attempt_at - at).total_seconds()))
            at = message.next_attempt_at
    assert gaps == [10, 60, 300, 1800, 7200, 21600]
    assert message.last_error == "unreachable"
    assert ticket.log.filter(entry=Entry.MESSAGE_FAILED).count() == 1


def test_while_the_server_is_down_a_sweep_does_not_wear_out_the_other_messages(
    no_mail_server: None, letter: CommitmentVersion, ticket: Ticket, deliver: Deliver, later: Later
) -> None:
    deliver(later(seconds=1))
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 1]


def test_a_refused_message_does_not_hold_up_the_next(
    postbox: Postbox, letter: CommitmentVersion, ticket: Ticket, deliver: Deliver, later: Later
) -> None:
    postbox.replies = ["550 No such user"]
    assert deliver(later(seconds=1)) == 1
    assert Message.objects.get(kind="assigned").state == MessageState.ACCEPTED


def test_a_message_that_cannot_be_rendered_does_not_hold_up_the_next(
    postbox: Postbox, letter: CommitmentVersion, ticket: Ticket, deliver: Deliver, later: Later
) -> None:
    Message.objects.filter(kind="registered").update(payload={"entries": [999]}, entry_number=999)
    assert deliver(later(seconds=1)) == 1
    assert Message.objects.get(kind="registered").last_error == "not_rendered"


def test_an_address_that_was_erased_fails_without_asking_the_server(
    postbox: Postbox, message: Message, deliver: Deliver, later: Later
) -> None:
    message.ticket.customer.email = ""
    message.ticket.customer.save()
    deliver(later(seconds=1))
    message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.FAILED, "no_address")
    assert postbox.mails == []


def test_an_address_that_breaks_out_of_its_header_fails_for_good(
    postbox: Postbox, message: Message, deliver: Deliver, later: Later
) -> None:
    message.ticket.customer.email = "min@riverside.example\nBcc: all@elsewhere.example"
    message.ticket.customer.save()
    deliver(later(seconds=1))
    message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.FAILED, "unsendable")
    assert postbox.mails == []


def test_staff_may_send_a_failed_message_again(
    postbox: Postbox, message: Message, agent: User, deliver: Deliver, later: Later
) -> None:
    postbox.replies = ["550 Mailbox full"]
    deliver(later(seconds=1))
    retry_message(actor=Actor.user(agent), message_id=message.pk, now=later(hours=1))
    deliver(later(hours=1))
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.ACCEPTED, 1)


def test_staff_of_another_branch_may_not_send_it_again(
    postbox: Postbox, message: Message, other_agent: User, deliver: Deliver, later: Later
) -> None:
    postbox.replies = ["550 Mailbox full"]
    deliver(later(seconds=1))
    with pytest.raises(NotAllowed):
        retry_message(actor=Actor.user(other_agent), message_id=message.pk, now=later(hours=1))
    message.refresh_from_db()
    assert message.state == MessageState.FAILED


def test_a_message_that_was_accepted_cannot_be_sent_again(
    postbox: Postbox, message: Message, agent: User, deliver: Deliver, later: Later
) -> None:
    deliver(later(seconds=1))
    with pytest.raises(NotRetryable):
        retry_message(actor=Actor.user(agent), message_id=message.pk, now=later(hours=1))
    assert deliver(later(hours=1)) == 0


def test_a_refused_sign_in_at_the_server_is_our_trouble_not_the_messages(
    postbox: Postbox, message: Message, settings: Settings, later: Later
) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "desk", "wrong"
    deliver_due(clock=lambda: later(seconds=1))
    message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.RETRYING, "server_unsuitable")


def test_a_server_that_says_nothing_is_not_waited_for(
    silent_mail_server: None, message: Message, later: Later
) -> None:
    assert deliver_due(clock=lambda: later(seconds=1)) == 0
    message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.RETRYING, "timed_out")


def test_a_message_that_does_not_exist_is_not_found(agent: User, now: datetime) -> None:
    with pytest.raises(NotFound):
        retry_message(actor=Actor.user(agent), message_id=404, now=now)


def test_a_ticket_whose_log_refuses_the_entry_does_not_hold_up_other_mails(
    postbox: Postbox, letter: CommitmentVersion, ticket: Ticket, deliver: Deliver, later: Later
) -> None:
    def refuse(entry: LogEntry, **_: object) -> None:
        if entry.entry == Entry.MESSAGE_ACCEPTED:
            raise RuntimeError

    entry_recorded.connect(refuse)
    try:
        assert deliver(later(seconds=1)) == 2
    finally:
        entry_recorded.disconnect(refuse)
    assert not ticket.log.filter(entry=Entry.MESSAGE_ACCEPTED).exists()
    deliver(later(seconds=6))
    assert ticket.log.get(entry=Entry.MESSAGE_ACCEPTED).happened_at == later(seconds=1)
    assert len(postbox.mails) == 2
