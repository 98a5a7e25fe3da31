"""From the outbox over real SMTP to the customer's mailbox, and back into the service log."""

import re
from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from core.actors import Actor
from notifications.kinds import MessageState
from notifications.models import Message
from notifications.selectors import messages_of
from sla.models import CommitmentVersion
from sla.selectors.promises import PromiseView, promises_of
from tests.endings import resolve_ticket
from tests.notifications.conftest import Deliver, Later, Postbox, html_of, text_of
from tickets.choices import ContactChannel, Direction
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services.contacts import ContactFacts, log_contact
from tickets.services.conversation import give_initial_fix

pytestmark = pytest.mark.django_db


def test_the_mail_arrives_as_text_and_html_and_the_row_says_so(
    postbox: Postbox, letter: CommitmentVersion, ticket: Ticket, deliver: Deliver, later: Later
) -> None:
    assert deliver(later(seconds=3)) == 2  # the customer's and the owner's
    (mail,) = postbox.to(ticket.customer.email)
    assert ticket.number in str(mail["Subject"])
    assert "Chen Jie" in text_of(mail)
    assert "Chen Jie" in html_of(mail)
    (message,) = [row for row in messages_of(ticket) if row.customer]
    assert (message.state, message.attempts, message.language) == (MessageState.ACCEPTED, 1, "en")
    assert message.accepted_at == later(seconds=3)


def test_the_first_mail_names_each_promise_with_its_deadline_in_the_customers_zone(
    postbox: Postbox, letter: CommitmentVersion, ticket: Ticket, deliver: Deliver, later: Later
) -> None:
    deliver(later(seconds=3))
    (mail,) = postbox.to(ticket.customer.email)
    assert "Contact within 2 hours: 14:20 today" in text_of(mail)
    assert "First fix within 24 hours: 12:20 tomorrow" in text_of(mail)
    assert "Beijing time" in text_of(mail)


def test_every_mail_says_where_to_answer(
    postbox: Postbox,
    letter: CommitmentVersion,
    ticket: Ticket,
    deliver: Deliver,
    later: Later,
    settings: Settings,
) -> None:
    deliver(later(seconds=3))
    (mail,) = postbox.to(ticket.customer.email)
    assert f"{settings.BASE_URL}/track/" in text_of(mail)
    assert f"{settings.BASE_URL}/track/" in html_of(mail)


def test_a_solution_counts_from_the_instant_the_mail_server_accepted_it(
    postbox: Postbox, letter: CommitmentVersion, ticket: Ticket, agent: User, deliver: Deliver, later: Later
) -> None:
    give_initial_fix(actor=Actor.user(agent), ticket_id=ticket.pk, text="Press reset.", now=later(hours=1))
    assert state_of(ticket, "initial_fix", later(hours=1)) == "running"
    deliver(later(hours=1, seconds=42))
    fix = promise(ticket, "initial_fix", later(hours=2))
    assert (fix.state, fix.stopped_at) == ("met", later(hours=1, seconds=42))


def test_the_acceptance_is_an_entry_of_the_service_log_that_names_what_was_delivered(
    postbox: Postbox, letter: CommitmentVersion, ticket: Ticket, deliver: Deliver, later: Later
) -> None:
    deliver(later(seconds=3))
    entry = ticket.log.get(entry=Entry.MESSAGE_ACCEPTED)
    message = Message.objects.get(customer=ticket.customer)
    assert entry.happened_at == later(seconds=3)
    assert entry.payload == {"message": message.pk, "kind": "registered", "entry": 1, "channel": "email"}


def test_mails_to_staff_stay_out_of_the_service_log(
    postbox: Postbox, letter: CommitmentVersion, ticket: Ticket, deliver: Deliver, later: Later
) -> None:
    deliver(later(seconds=3))
    assert Message.objects.get(kind="assigned").state == MessageState.ACCEPTED
    assert ticket.log.filter(entry=Entry.MESSAGE_ACCEPTED).count() == 1


def test_a_delivered_message_is_not_delivered_again(
    postbox: Postbox, letter: CommitmentVersion, ticket: Ticket, deliver: Deliver, later: Later
) -> None:
    deliver(later(seconds=3))
    assert deliver(later(days=1)) == 0
    assert len(postbox.mails) == 2


def test_what_is_queued_for_later_waits(
    postbox: Postbox, letter: CommitmentVersion, ticket: Ticket, deliver: Deliver, later: Later
) -> None:
    assert deliver(later(seconds=-1)) == 0
    assert postbox.mails == []


def test_the_messages_of_a_ticket_show_who_got_what_and_cost_one_query(
    letter: CommitmentVersion, ticket: Ticket, agent: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        shown = [(row.kind, row.recipient, row.address, row.is_retryable) for row in messages_of(ticket)]
    assert shown == [
        ("registered", "Wang Min", "min.wang@riverside.example", False),
        ("assigned", "Chen Jie", agent.email, False),
    ]


def test_a_change_of_stage_names_the_stage(
    postbox: Postbox, letter: CommitmentVersion, ticket: Ticket, agent: User, deliver: Deliver, later: Later
) -> None:
    spoke = ContactFacts(
        channel=ContactChannel.CALL,
        direction=Direction.OUT,
        reached=True,
        two_way=True,
        need_confirmed=True,
        priority_confirmed=True,
    )
    log_contact(actor=Actor.user(agent), ticket_id=ticket.pk, contact=spoke, now=later(minutes=9))
    deliver(later(minutes=9))
    assert str(postbox.to(ticket.customer.email)[-1]["Subject"]) == f"{ticket.number}: In progress"


def test_the_mail_is_threaded_by_ticket_and_asks_machines_not_to_answer(
    postbox: Postbox, letter: CommitmentVersion, ticket: Ticket, deliver: Deliver, later: Later
) -> None:
    deliver(later(seconds=3))
    (mail,) = postbox.to(ticket.customer.email)
    assert mail["Message-ID"] == Message.objects.get(kind="registered").header_id
    assert ticket.number in str(mail["References"])
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Servicedesk-Ticket"] == ticket.number


def test_the_report_of_a_solution_asks_for_confirmation_on_the_customers_page(
    postbox: Postbox, letter: CommitmentVersion, ticket: Ticket, agent: User, deliver: Deliver, later: Later
) -> None:
    resolve_ticket(actor=Actor.user(agent), ticket_id=ticket.pk, text="Board replaced.", now=later(hours=3))
    deliver(later(hours=3))
    mail = postbox.to(ticket.customer.email)[-1]
    assert "Board replaced." in text_of(mail)
    assert re.search(r"/track/\S+\?solved=yes#answer", text_of(mail))
    assert re.search(r"/track/\S+\?solved=no#answer", html_of(mail))
    assert promise(ticket, "initial_fix", later(hours=4)).state == "met"


def test_what_was_accepted_before_a_crash_is_logged_by_the_next_sweep_without_a_second_mail(
    postbox: Postbox, letter: CommitmentVersion, ticket: Ticket, deliver: Deliver, later: Later
) -> None:
    Message.objects.filter(kind="registered").update(
        state=MessageState.ACCEPTED, accepted_at=later(seconds=2), attempts=1, next_attempt_at=None
    )
    deliver(later(seconds=9))
    entry = ticket.log.get(entry=Entry.MESSAGE_ACCEPTED)
    assert (entry.happened_at, entry.recorded_at) == (later(seconds=2), later(seconds=9))
    assert postbox.to(ticket.customer.email) == []
    deliver(later(seconds=19))
    assert ticket.log.filter(entry=Entry.MESSAGE_ACCEPTED).count() == 1


def promise(ticket: Ticket, metric: str, at: datetime) -> PromiseView:
    return next(view for view in promises_of([ticket], now=at)[ticket.pk] if view.metric == metric)


def state_of(ticket: Ticket, metric: str, at: datetime) -> str:
    return promise(ticket, metric, at).state
