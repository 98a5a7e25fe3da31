"""Which events a customer is told of, and when nobody is."""

from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from accounts.models import User
from core.actors import Actor
from notifications.addresses import tracking_url
from notifications.mail.compose import compose
from notifications.models import Message
from tests.endings import SUMMARY, resolve_ticket
from tests.notifications.conftest import KindsTold, Later
from tickets.choices import ContactChannel, Direction
from tickets.models import Ticket
from tickets.services.appointments import make_appointment
from tickets.services.assignment import assign_ticket
from tickets.services.closing import confirm_solved, file_summary, say_not_solved
from tickets.services.contacts import ContactFacts, log_contact
from tickets.services.conversation import (
    ask_customer,
    customer_writes,
    give_initial_fix,
    send_plan,
    send_reply,
    send_solution,
    write_note,
)
from tickets.services.merging import merge_tickets
from tickets.services.promised_date import agree_date
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.services.waiting import end_waits

pytestmark = pytest.mark.django_db


def test_registering_tells_the_customer_once_and_names_the_owner_in_the_same_message(
    ticket: Ticket, to_customer: KindsTold
) -> None:
    assert to_customer(ticket) == ["registered"]


def test_a_new_owner_is_named_in_a_message_of_its_own(
    ticket: Ticket, lead: User, colleague: User, later: Later, to_customer: KindsTold
) -> None:
    assign_ticket(actor=Actor.user(lead), ticket_id=ticket.pk, owner_id=colleague.pk, now=later(minutes=5))
    assert to_customer(ticket) == ["registered", "owner_named"]


def test_naming_the_same_owner_again_tells_nobody(
    ticket: Ticket, lead: User, agent: User, later: Later, to_customer: KindsTold
) -> None:
    assign_ticket(actor=Actor.user(lead), ticket_id=ticket.pk, owner_id=agent.pk, now=later(minutes=5))
    assert to_customer(ticket) == ["registered"]


def test_each_word_of_the_agent_goes_out_as_what_it_is(
    ticket: Ticket, agent: User, later: Later, to_customer: KindsTold
) -> None:
    by: Any = {"actor": Actor.user(agent), "ticket_id": ticket.pk}
    send_reply(**by, text="We have it.", now=later(minutes=1))
    send_reply(**by, text="Half done.", is_progress=True, now=later(minutes=2))
    give_initial_fix(**by, text="Press reset.", now=later(minutes=3))
    send_plan(**by, text="New board on Friday.", completes_at=later(days=3), now=later(minutes=4))
    send_solution(**by, text="The board is here.", completes_at=later(days=2), now=later(minutes=5))
    ask_customer(**by, text="Which model?", now=later(minutes=6))
    resolve_ticket(**by, text="Board replaced.", now=later(minutes=7))
    assert to_customer(ticket) == [
        *("registered", "reply", "progress_update", "solution_sent", "plan_sent", "solution_dated"),
        *("question", "resolved"),
    ]


def test_the_end_and_the_second_beginning_are_told(
    ticket: Ticket, agent: User, later: Later, to_customer: KindsTold
) -> None:
    customer = Actor.customer(ticket.customer_id)
    resolve_ticket(actor=Actor.user(agent), ticket_id=ticket.pk, text="Done.", now=later(minutes=1))
    say_not_solved(actor=customer, ticket_id=ticket.pk, text="Still cold.", now=later(minutes=2))
    confirm_solved(actor=customer, ticket_id=ticket.pk, now=later(minutes=3))
    assert to_customer(ticket) == ["registered", "resolved", "reopened"]
    file_summary(actor=Actor.user(agent), ticket_id=ticket.pk, summary=SUMMARY, now=later(minutes=4))
    assert to_customer(ticket) == ["registered", "resolved", "reopened", "closed"]


def test_notes_and_the_customers_own_words_tell_the_customer_nothing(
    ticket: Ticket, agent: User, later: Later, to_customer: KindsTold
) -> None:
    write_note(actor=Actor.user(agent), ticket_id=ticket.pk, text="Grumpy.", now=later(minutes=1))
    customer_writes(
        actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, text="Hello?", now=later(minutes=2)
    )
    assert to_customer(ticket) == ["registered"]


def test_the_first_contact_tells_that_work_has_begun(
    ticket: Ticket, agent: User, later: Later, to_customer: KindsTold
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
    assert to_customer(ticket) == ["registered", "stage_changed"]


def test_a_rollback_leaves_no_message(ticket: Ticket, agent: User, later: Later) -> None:
    before = Message.objects.count()
    with transaction.atomic():
        send_reply(actor=Actor.user(agent), ticket_id=ticket.pk, text="Never said.", now=later(minutes=1))
        assert Message.objects.count() == before + 1
        transaction.set_rollback(True)
    assert Message.objects.count() == before


def test_a_message_holds_kind_and_numbers_but_no_words(ticket: Ticket, agent: User, later: Later) -> None:
    send_reply(actor=Actor.user(agent), ticket_id=ticket.pk, text="Secret words.", now=later(minutes=1))
    message = Message.objects.get(kind="reply")
    assert message.payload == {"entries": [message.entry_number]}
    assert message.language == ""


def test_an_appointment_is_told_once_and_its_beginning_not(
    ticket: Ticket, later: Later, to_customer: KindsTold
) -> None:
    by_customer = Actor.customer(ticket.customer_id)
    make_appointment(actor=by_customer, ticket_id=ticket.pk, at=later(days=1), now=later(minutes=1))
    end_waits(now=later(days=1))
    assert to_customer(ticket) == ["registered", "appointment"]


@pytest.fixture
def offered(ticket: Ticket, agent: User, later: Later) -> Ticket:
    """A day is promised, three are offered."""
    by: Any = {"actor": Actor.user(agent), "ticket_id": ticket.pk}
    send_plan(**by, text="New board.", completes_at=later(days=1), now=later(minutes=1))
    send_solution(**by, text="It comes later.", completes_at=later(days=3), now=later(minutes=2))
    return ticket


def test_consent_that_staff_wrote_down_is_told_to_the_customer_his_own_is_not(
    offered: Ticket, agent: User, later: Later, to_customer: KindsTold
) -> None:
    customer = Actor.customer(offered.customer_id)
    before = to_customer(offered)
    facts: Any = {"ticket_id": offered.pk, "completes_at": later(days=3), "now": later(minutes=3)}
    with transaction.atomic():
        agree_date(actor=customer, **facts)
        assert to_customer(offered) == before
        transaction.set_rollback(True)
    agree_date(actor=Actor.user(agent), text="Fine with me.", channel="call", **facts)
    assert to_customer(offered) == [*before, "date_agreed"]


def test_a_customer_without_e_mail_is_not_called_about_his_own_appointment_or_consent(
    offered: Ticket, agent: User, later: Later
) -> None:
    offered.customer.email = ""
    offered.customer.save()
    before = Message.objects.count()
    by: Any = {"actor": Actor.user(agent), "ticket_id": offered.pk, "channel": "call", "text": "Yes."}
    agree_date(**by, completes_at=later(days=3), now=later(minutes=3))
    make_appointment(**by, at=later(days=2), now=later(minutes=4))
    assert Message.objects.count() == before


def test_a_merge_is_told_once_with_the_number_under_which_the_matter_is_followed(
    ticket: Ticket, agent: User, request_facts: ServiceRequest, later: Later, to_customer: KindsTold
) -> None:
    survivor = register_ticket(actor=Actor.system("portal"), request=request_facts, now=later(hours=1))
    merge_tickets(actor=Actor.user(agent), ticket_id=ticket.pk, into_id=survivor.pk, now=later(hours=2))
    assert to_customer(ticket) == ["registered", "merged"]
    assert to_customer(survivor) == ["registered"]
    with translation.override("en"):
        mail = compose(Message.objects.get(kind="merged"), now=later(hours=2))
    assert survivor.number in mail.subject
    assert tracking_url(survivor) in str(mail.body)
