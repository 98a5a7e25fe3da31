"""The sink that replays of old logs use."""

from datetime import datetime

import pytest

from accounts.models import User
from core.actors import Actor
from notifications.kinds import MessageState
from notifications.models import Message
from notifications.sink import accept_at_once, active_sink
from sla.models import CommitmentVersion
from sla.selectors.promises import promises_of
from tests.endings import resolve_ticket
from tests.notifications.conftest import Later
from tickets.models import Ticket
from tickets.services.conversation import give_initial_fix
from tickets.services.registration import ServiceRequest, register_ticket

pytestmark = pytest.mark.django_db


def test_messages_are_accepted_at_the_events_own_time_and_counted(
    letter: CommitmentVersion, request_facts: ServiceRequest, agent: User, now: datetime, later: Later
) -> None:
    with accept_at_once() as sink:
        ticket = register_ticket(actor=Actor.system("import"), request=request_facts, now=now)
        give_initial_fix(actor=Actor.user(agent), ticket_id=ticket.pk, text="Reset.", now=later(minutes=30))
    fix = next(
        view for view in promises_of([ticket], now=later(hours=2))[ticket.pk] if view.metric == "initial_fix"
    )
    assert (fix.state, fix.stopped_at) == ("met", later(minutes=30))
    assert sink.kinds == {"registered": 1, "assigned": 1, "solution_sent": 1}
    assert sink.total == Message.objects.filter(state=MessageState.ACCEPTED).count() == 3


def test_the_log_stays_without_gaps_when_the_step_goes_on_writing(
    letter: CommitmentVersion, ticket: Ticket, agent: User, later: Later
) -> None:
    with accept_at_once():
        give_initial_fix(actor=Actor.user(agent), ticket_id=ticket.pk, text="Reset.", now=later(hours=1))
        resolve_ticket(actor=Actor.user(agent), ticket_id=ticket.pk, text="Done.", now=later(hours=2))
    ticket.refresh_from_db()
    numbers = list(ticket.log.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, ticket.last_number + 1))


def test_a_customer_without_e_mail_needs_no_calls_in_a_replay(
    letter: CommitmentVersion, ticket: Ticket, agent: User, later: Later
) -> None:
    ticket.customer.email = ""
    ticket.customer.save()
    with accept_at_once():
        give_initial_fix(actor=Actor.user(agent), ticket_id=ticket.pk, text="Reset.", now=later(hours=1))
    assert Message.objects.get(kind="solution_sent").state == MessageState.ACCEPTED


def test_it_ends_with_its_block() -> None:
    with pytest.raises(RuntimeError), accept_at_once():
        raise RuntimeError
    assert active_sink() is None
