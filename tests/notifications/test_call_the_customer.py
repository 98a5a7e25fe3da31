"""A customer without e-mail is told by phone, and that is a duty of the owner."""

from dataclasses import replace
from datetime import datetime

import pytest

from accounts.models import User
from core.actors import Actor
from core.errors import NotAllowed, NotFound
from notifications.errors import CallNotDue
from notifications.kinds import AlertKind, MessageState
from notifications.models import Message
from notifications.selectors import alerts_for, call_duties
from notifications.services.calls import complete_call
from sla.models import CommitmentVersion
from sla.selectors.promises import promises_of
from tests.notifications.conftest import Deliver, Later, Postbox
from tickets.choices import ContactChannel, Direction
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services.contacts import ContactFacts, log_contact
from tickets.services.conversation import give_initial_fix
from tickets.services.merging import merge_tickets
from tickets.services.registration import ServiceRequest, register_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller(letter: CommitmentVersion, request_facts: ServiceRequest, agent: User, now: datetime) -> Ticket:
    """The ticket of a customer who has a phone and no e-mail."""
    by_phone = replace(request_facts, customer=replace(request_facts.customer, email=""))
    return register_ticket(actor=Actor.system("portal"), request=by_phone, now=now)


@pytest.fixture
def call(caller: Ticket) -> Message:
    """The duty to tell of the registration."""
    return Message.objects.get(ticket=caller, kind="registered")


def contact(channel: ContactChannel = ContactChannel.CALL, *, reached: bool = True) -> ContactFacts:
    return ContactFacts(
        channel=channel,
        direction=Direction.OUT,
        reached=reached,
        two_way=reached,
        need_confirmed=False,
        priority_confirmed=False,
    )


def test_every_update_is_a_call_that_the_owner_has_to_make(
    call: Message, caller: Ticket, agent: User, later: Later
) -> None:
    assert (call.state, call.address) == (MessageState.CALL_DUE, "138 0013 8000")
    give_initial_fix(actor=Actor.user(agent), ticket_id=caller.pk, text="Press reset.", now=later(hours=1))
    assert [duty.kind for duty in call_duties(agent)] == ["registered", "solution_sent"]
    assert AlertKind.CALL_DUE in {alert.kind for alert in alerts_for(agent)}


def test_a_call_is_never_mailed(call: Message, postbox: Postbox, deliver: Deliver, later: Later) -> None:
    deliver(later(hours=1))
    assert [str(mail["X-Servicedesk-Kind"]) for mail in postbox.mails] == ["assigned"]


def test_the_call_that_reached_the_customer_is_the_delivery(
    call: Message, caller: Ticket, agent: User, later: Later
) -> None:
    done = complete_call(actor=Actor.user(agent), message_id=call.pk, reached=True, now=later(minutes=30))
    assert (done.state, done.accepted_at) == (MessageState.CALLED, later(minutes=30))
    entry = caller.log.get(entry=Entry.MESSAGE_ACCEPTED)
    assert entry.happened_at == later(minutes=30)
    assert entry.payload == {"message": call.pk, "kind": "registered", "entry": 1, "channel": "call"}
    assert caller.log.filter(entry=Entry.CONTACTED).count() == 1


def test_a_call_that_did_not_reach_the_customer_is_logged_and_stays_due(
    call: Message, caller: Ticket, agent: User, later: Later
) -> None:
    tried = complete_call(actor=Actor.user(agent), message_id=call.pk, reached=False, now=later(minutes=30))
    assert (tried.state, tried.attempts) == (MessageState.CALL_DUE, 1)
    assert caller.log.get(entry=Entry.CONTACTED).payload["reached"] is False
    assert not caller.log.filter(entry=Entry.MESSAGE_ACCEPTED).exists()


def test_telling_a_solution_by_phone_stops_its_clock_at_the_call(
    call: Message, caller: Ticket, agent: User, later: Later
) -> None:
    give_initial_fix(actor=Actor.user(agent), ticket_id=caller.pk, text="Press reset.", now=later(hours=1))
    solution = Message.objects.get(kind="solution_sent")
    complete_call(actor=Actor.user(agent), message_id=solution.pk, reached=True, now=later(hours=2))
    fix = next(
        view for view in promises_of([caller], now=later(hours=3))[caller.pk] if view.metric == "initial_fix"
    )
    assert (fix.state, fix.stopped_at) == ("met", later(hours=2))


@pytest.mark.parametrize("channel", [ContactChannel.CALL, ContactChannel.VISIT, ContactChannel.CHAT])
def test_any_logged_conversation_tells_all_that_was_waiting(
    call: Message, caller: Ticket, agent: User, later: Later, channel: ContactChannel
) -> None:
    give_initial_fix(actor=Actor.user(agent), ticket_id=caller.pk, text="Press reset.", now=later(hours=1))
    log_contact(actor=Actor.user(agent), ticket_id=caller.pk, contact=contact(channel), now=later(hours=2))
    assert list(call_duties(agent)) == []
    assert set(caller.messages.filter(customer__isnull=False).values_list("state", flat=True)) == {"called"}


@pytest.mark.parametrize(
    "tried", [contact(reached=False), contact(ContactChannel.MESSAGE), contact(ContactChannel.EMAIL)]
)
def test_a_contact_in_which_nobody_spoke_tells_nothing(
    call: Message, caller: Ticket, agent: User, later: Later, tried: ContactFacts
) -> None:
    log_contact(actor=Actor.user(agent), ticket_id=caller.pk, contact=tried, now=later(hours=2))
    assert list(call_duties(agent)) == [call]


def test_a_conversation_before_the_news_cannot_have_told_it(
    call: Message, caller: Ticket, agent: User, later: Later
) -> None:
    give_initial_fix(actor=Actor.user(agent), ticket_id=caller.pk, text="Press reset.", now=later(hours=1))
    log_contact(
        actor=Actor.user(agent),
        ticket_id=caller.pk,
        contact=contact(),
        happened_at=later(minutes=30),
        reason="Logged after lunch",
        now=later(hours=2),
    )
    assert [duty.kind for duty in call_duties(agent)] == ["solution_sent"]


def test_a_call_that_was_made_cannot_be_made_again(
    call: Message, caller: Ticket, agent: User, later: Later
) -> None:
    complete_call(actor=Actor.user(agent), message_id=call.pk, reached=True, now=later(minutes=30))
    entries = caller.log.count()
    with pytest.raises(CallNotDue):
        complete_call(actor=Actor.user(agent), message_id=call.pk, reached=True, now=later(minutes=31))
    assert caller.log.count() == entries


@pytest.fixture
def merged(
    call: Message, caller: Ticket, request_facts: ServiceRequest, agent: User, now: datetime
) -> Ticket:
    """`caller`, merged into the other request of the same customer, which is answered."""
    again = replace(request_facts, customer_id=caller.customer_id)
    survivor = register_ticket(actor=Actor.user(agent), request=again, now=now)
    merge_tickets(actor=Actor.user(agent), ticket_id=caller.pk, into_id=survivor.pk, now=now)
    return survivor


def test_a_conversation_about_the_request_that_goes_on_tells_what_waited_on_the_merged_one(
    merged: Ticket, caller: Ticket, agent: User, later: Later
) -> None:
    assert {duty.ticket for duty in call_duties(agent)} == {caller, merged}
    log_contact(actor=Actor.user(agent), ticket_id=merged.pk, contact=contact(), now=later(hours=1))
    assert list(call_duties(agent)) == []
    told = caller.log.filter(entry=Entry.MESSAGE_ACCEPTED).order_by("number")
    assert [entry.payload["kind"] for entry in told] == ["registered", "merged"]


def test_a_call_that_is_due_on_a_merged_request_is_logged_on_the_one_that_goes_on(
    call: Message, merged: Ticket, caller: Ticket, agent: User, later: Later
) -> None:
    tried = complete_call(actor=Actor.user(agent), message_id=call.pk, reached=False, now=later(minutes=30))
    assert (tried.state, tried.attempts) == (MessageState.CALL_DUE, 1)
    done = complete_call(actor=Actor.user(agent), message_id=call.pk, reached=True, now=later(hours=1))
    assert done.state == MessageState.CALLED
    assert merged.log.filter(entry=Entry.CONTACTED).count() == 2
    assert not caller.log.filter(entry=Entry.CONTACTED).exists()


def test_staff_of_another_branch_may_not_make_it(
    call: Message, caller: Ticket, other_agent: User, later: Later
) -> None:
    with pytest.raises(NotAllowed):
        complete_call(actor=Actor.user(other_agent), message_id=call.pk, reached=True, now=later(hours=1))
    call.refresh_from_db()
    assert call.state == MessageState.CALL_DUE


def test_a_call_that_does_not_exist_is_not_found(agent: User, now: datetime) -> None:
    with pytest.raises(NotFound):
        complete_call(actor=Actor.user(agent), message_id=404, reached=True, now=now)
