"""A message that was accepted and came back was not sent (semantics, section 3, Sent)."""

from typing import Any

import pytest

from accounts.models import User
from core.actors import Actor
from core.errors import NotFound
from notifications.errors import BounceOutOfTime, NoBounce, NotAccepted
from notifications.kinds import AlertKind, Channel, MessageState
from notifications.models import Message, StaffAlert
from notifications.services.acceptance import mark_accepted
from notifications.services.bouncing import note_bounce
from notifications.services.retrying import retry_message
from tests.notifications.conftest import Deliver, KindsTold, Later, Postbox
from tickets.choices import State
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services.conversation import ask_customer
from tickets.services.verification import verify_log

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(postbox: Postbox, ticket: Ticket, agent: User, deliver: Deliver, later: Later) -> Message:
    """A question, accepted by the mail server a second after it was asked."""
    ask_customer(actor=Actor.user(agent), ticket_id=ticket.pk, text="Which floor?", now=later(minutes=1))
    deliver(later(minutes=1, seconds=1))
    return Message.objects.get(kind="question")


@pytest.fixture
def bounce(question: Message, integration: tuple[Actor, str], later: Later) -> Any:
    """`bounce()`: the mailbox's program reports, an hour later, that the question came back."""

    def report(**changes: Any) -> Message:
        facts: dict[str, Any] = {
            "actor": integration[0],
            "message_id": question.pk,
            "reason": "550",
            "at": later(hours=1),
            "now": later(hours=1, minutes=1),
        }
        return note_bounce(**facts | changes)

    return report


def test_it_has_failed_and_the_log_says_which_acceptance_does_not_count(
    ticket: Ticket, question: Message, bounce: Any, later: Later
) -> None:
    accepted = ticket.log.get(entry=Entry.MESSAGE_ACCEPTED, payload__kind="question")
    bounce()
    question.refresh_from_db()
    assert (question.state, question.last_error) == (MessageState.FAILED, "smtp_550")
    assert (question.accepted_at, question.logged_at) == (None, None)
    entry = ticket.log.get(entry=Entry.MESSAGE_FAILED)
    assert (entry.happened_at, entry.recorded_at) == (later(hours=1), later(hours=1, minutes=1))
    assert entry.payload == {
        "message": question.pk,
        "kind": "question",
        "entry": question.entry_number,
        "channel": "email",
        "reason": "smtp_550",
        "was_accepted": True,
        "accepted_number": accepted.number,
    }


def test_a_question_that_came_back_waits_no_longer_and_the_owner_is_told(
    ticket: Ticket, bounce: Any, agent: User, to_customer: KindsTold
) -> None:
    before = to_customer(ticket)
    bounce()
    ticket.refresh_from_db()
    assert (ticket.state, ticket.waiting_since) == (State.IN_PROGRESS, None)
    assert ticket.log.get(entry=Entry.STATE_CHANGED, payload__cause="bounced").number == ticket.last_number
    alerts = set(StaffAlert.objects.filter(user=agent).values_list("kind", flat=True))
    assert {AlertKind.DELIVERY_FAILED, AlertKind.CALL_DUE} <= alerts
    assert to_customer(ticket) == [*before, "question"]  # the call; no mail to an address that is dead


def test_the_owner_calls_with_the_news(bounce: Any, question: Message) -> None:
    bounce()
    call = Message.objects.get(channel=Channel.CALL)
    assert (call.state, call.kind, call.entry_number) == (
        MessageState.CALL_DUE,
        "question",
        question.entry_number,
    )


def test_a_question_asked_since_is_still_waited_for(
    ticket: Ticket, bounce: Any, agent: User, later: Later
) -> None:
    ask_customer(actor=Actor.user(agent), ticket_id=ticket.pk, text="And which door?", now=later(minutes=5))
    bounce()
    ticket.refresh_from_db()
    assert ticket.state == State.WAITING_CUSTOMER


def test_without_a_number_nobody_is_asked_to_call(ticket: Ticket, bounce: Any) -> None:
    ticket.customer.phone = ""
    ticket.customer.save()
    bounce()
    assert not Message.objects.filter(channel=Channel.CALL).exists()


def test_an_acceptance_that_a_crash_kept_out_of_the_log_is_logged_first(
    ticket: Ticket, agent: User, later: Later
) -> None:
    receipt = Message.objects.get(kind="registered")
    mark_accepted(receipt, accepted_at=later(seconds=1))
    note_bounce(
        actor=Actor.user(agent), message_id=receipt.pk, reason="550", at=later(hours=1), now=later(hours=1)
    )
    accepted, failed = ticket.log.filter(payload__message=receipt.pk).order_by("number")
    assert (accepted.entry, failed.entry) == (Entry.MESSAGE_ACCEPTED, Entry.MESSAGE_FAILED)
    assert failed.payload["accepted_number"] == accepted.number


def test_mail_to_staff_fails_without_a_line_in_the_log(
    ticket: Ticket, bounce: Any, question: Message
) -> None:
    before = ticket.log.count()
    assigned = Message.objects.get(kind="assigned")
    bounce(message_id=assigned.pk)
    assigned.refresh_from_db()
    assert (assigned.state, ticket.log.count()) == (MessageState.FAILED, before)


def test_it_can_be_sent_again_and_counts_anew(
    ticket: Ticket, question: Message, bounce: Any, agent: User, deliver: Deliver, later: Later
) -> None:
    bounce()
    retry_message(actor=Actor.user(agent), message_id=question.pk, now=later(hours=2))
    deliver(later(hours=2))
    accepted = ticket.log.filter(entry=Entry.MESSAGE_ACCEPTED, payload__message=question.pk)
    assert [entry.happened_at for entry in accepted.order_by("number")] == [
        later(minutes=1, seconds=1),
        later(hours=2),
    ]
    assert list(verify_log(now=later(hours=9))) == []


@pytest.mark.parametrize(
    ("reason", "code"), [("smtp_550", "smtp_550"), (" 554 ", "smtp_554"), ("5.1.1", "5.1.1")]
)
def test_the_code_is_kept_in_one_form(bounce: Any, reason: str, code: str) -> None:
    assert bounce(reason=reason).last_error == code


@pytest.mark.parametrize("reason", ["450", "4.2.2", "mailbox full", "", "5", "55000", "٥٥٠"])
def test_a_delay_or_prose_is_no_bounce(ticket: Ticket, question: Message, bounce: Any, reason: str) -> None:
    before = ticket.log.count()
    with pytest.raises(NoBounce):
        bounce(reason=reason)
    question.refresh_from_db()
    assert (question.state, ticket.log.count()) == (MessageState.ACCEPTED, before)


def test_it_comes_back_once_after_it_was_accepted_and_not_in_the_future(
    ticket: Ticket, bounce: Any, later: Later
) -> None:
    before = ticket.log.count()
    for at in (later(seconds=30), later(hours=3)):
        with pytest.raises(BounceOutOfTime):
            bounce(at=at)
    assert ticket.log.count() == before
    bounce()
    after = ticket.log.count()
    with pytest.raises(NotAccepted):
        bounce()
    assert ticket.log.count() == after


def test_strangers_do_not_find_it(question: Message, bounce: Any, other_agent: User) -> None:
    with pytest.raises(NotFound):
        bounce(actor=Actor.user(other_agent))
    with pytest.raises(NotFound):
        bounce(message_id=404)
    question.refresh_from_db()
    assert question.state == MessageState.ACCEPTED
