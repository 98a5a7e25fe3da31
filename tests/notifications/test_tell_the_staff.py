"""Who works here is told by e-mail and in the page."""

from dataclasses import replace
from datetime import datetime, time
from typing import Any

import pytest

from accounts.models import User
from core.actors import Actor
from notifications.kinds import AlertKind, Audience
from notifications.models import Message, StaffAlert
from notifications.selectors import alerts_for, unread_alerts
from notifications.services.alerts import mark_alerts_read
from sla.models import CommitmentVersion
from sla.services.sweep import sweep
from tests.endings import resolve_ticket
from tests.notifications.conftest import Deliver, Later, Postbox, text_of
from tickets.choices import ContactChannel, Direction, Impact
from tickets.models import Ticket
from tickets.services.appointments import make_appointment
from tickets.services.asking import ask_for_complexity
from tickets.services.assignment import assign_ticket
from tickets.services.closing import say_not_solved
from tickets.services.contacts import ContactFacts, log_contact
from tickets.services.conversation import ask_customer, customer_writes, send_plan
from tickets.services.promised_date import agree_date
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.services.waiting import end_waits

pytestmark = pytest.mark.django_db


def test_the_owner_is_told_of_a_new_ticket_with_its_deadlines(
    letter: CommitmentVersion, ticket: Ticket, agent: User, postbox: Postbox, deliver: Deliver, later: Later
) -> None:
    deliver(later(seconds=1))
    (mail,) = postbox.to(agent.email)
    assert str(mail["Subject"]) == f"Yours: {ticket.number}, {ticket.title}"
    assert "Contact within 2 hours: 14:20 today" in text_of(mail)
    assert f"/desk/tickets/{ticket.number}/" in text_of(mail)
    assert [alert.kind for alert in alerts_for(agent)] == [AlertKind.ASSIGNED]


def test_nobody_is_told_what_he_did_himself(ticket: Ticket, lead: User, later: Later) -> None:
    assign_ticket(actor=Actor.user(lead), ticket_id=ticket.pk, owner_id=lead.pk, now=later(minutes=1))
    assert not Message.objects.filter(user=lead).exists()
    assert alerts_for(lead) == []


def test_a_warning_reaches_the_owner_before_the_deadline(
    letter: CommitmentVersion, ticket: Ticket, agent: User, postbox: Postbox, deliver: Deliver, later: Later
) -> None:
    sweep(now=later(minutes=61))
    deliver(later(minutes=61))
    mail = postbox.to(agent.email)[-1]
    assert str(mail["Subject"]) == f"At risk: {ticket.number}, {ticket.title}"
    assert "Contact within 2 hours: due 14:20 today. 59 min left." in text_of(mail)


def test_a_miss_climbs_the_ladder_to_everybody_it_names(
    letter: CommitmentVersion,
    ticket: Ticket,
    lead: User,
    head: User,
    branch_manager: User,
    manager: User,
    postbox: Postbox,
    deliver: Deliver,
    later: Later,
) -> None:
    sweep(now=later(hours=2))
    sweep(now=later(hours=2, seconds=1))
    sweep(now=later(hours=2, minutes=16))
    sweep(now=later(hours=4, seconds=1))
    deliver(later(hours=4, seconds=2))
    kinds = {
        person.email: [str(mail["X-Servicedesk-Kind"]) for mail in postbox.to(person.email)]
        for person in (lead, head, branch_manager, manager)
    }
    assert kinds == {
        lead.email: ["warned", "missed"],
        head.email: ["missed"],
        branch_manager.email: ["escalated"],
        manager.email: ["limit_passed"],
    }
    assert [alert.kind for alert in alerts_for(branch_manager)] == [AlertKind.ESCALATED]


def test_a_mail_about_a_miss_says_by_how_much(
    letter: CommitmentVersion, ticket: Ticket, lead: User, postbox: Postbox, deliver: Deliver, later: Later
) -> None:
    sweep(now=later(hours=2, seconds=1))
    deliver(later(hours=2, minutes=20))
    mail = next(mail for mail in postbox.to(lead.email) if mail["X-Servicedesk-Kind"] == "missed")
    assert "Contact within 2 hours: was due 14:20 today, 20 min late." in text_of(mail)


def test_whoever_has_left_is_not_written_to(
    letter: CommitmentVersion, ticket: Ticket, lead: User, later: Later
) -> None:
    lead.is_active = False
    lead.save()
    sweep(now=later(hours=2, seconds=1))
    assert not Message.objects.filter(user=lead).exists()
    assert not StaffAlert.objects.filter(user=lead).exists()


def test_the_owner_sees_that_the_customer_wrote_without_a_mail(
    ticket: Ticket, agent: User, later: Later
) -> None:
    before = Message.objects.filter(audience=Audience.STAFF).count()
    customer = Actor.customer(ticket.customer_id)
    customer_writes(actor=customer, ticket_id=ticket.pk, text="Any news?", now=later(minutes=5))
    assert alerts_for(agent)[0].kind == AlertKind.CUSTOMER_WROTE
    assert Message.objects.filter(audience=Audience.STAFF).count() == before


def test_the_owner_sees_that_it_is_not_solved(ticket: Ticket, agent: User, later: Later) -> None:
    resolve_ticket(actor=Actor.user(agent), ticket_id=ticket.pk, text="Done.", now=later(minutes=5))
    customer = Actor.customer(ticket.customer_id)
    say_not_solved(actor=customer, ticket_id=ticket.pk, text="Still cold.", now=later(minutes=6))
    assert alerts_for(agent)[0].kind == AlertKind.NOT_SOLVED


def test_reading_ones_notices_clears_ones_own_count_only(
    letter: CommitmentVersion, ticket: Ticket, agent: User, lead: User, later: Later
) -> None:
    sweep(now=later(hours=2, seconds=1))
    of_lead = unread_alerts(lead).count()
    assert unread_alerts(agent).count() > 0
    mark_alerts_read(user=agent, now=later(hours=3))
    assert (unread_alerts(agent).count(), unread_alerts(lead).count()) == (0, of_lead)


def test_reading_the_notices_of_one_ticket_leaves_the_others(
    ticket: Ticket, agent: User, later: Later
) -> None:
    assert mark_alerts_read(user=agent, ticket_id=ticket.pk + 1, now=later(hours=1)) == 0
    assert unread_alerts(agent).count() == 1


def test_management_is_told_of_a_request_for_which_nothing_is_promised(
    manager: User,
    agent: User,
    request_facts: ServiceRequest,
    postbox: Postbox,
    deliver: Deliver,
    now: datetime,
) -> None:
    """Semantics, section 2: nothing in force, registered all the same, flagged, management told."""
    ticket = register_ticket(actor=Actor.system("portal"), request=request_facts, now=now)
    assert [alert.kind for alert in StaffAlert.objects.filter(user=manager)] == [AlertKind.UNBOUND]
    deliver(now)
    [mail] = postbox.to(manager.email)
    assert mail["Subject"] == f"No commitment in force: {ticket.number}, {ticket.title}"


def test_the_owner_is_told_when_the_customer_did_not_answer_in_time(
    ticket: Ticket, agent: User, later: Later
) -> None:
    """Semantics, section 3: then the owner must act."""
    ask_customer(actor=Actor.user(agent), ticket_id=ticket.pk, text="When may we come?", now=later(minutes=1))
    Ticket.objects.filter(pk=ticket.pk).update(waiting_until=later(days=5))
    end_waits(now=later(days=5))
    assert StaffAlert.objects.filter(user=agent).latest("pk").kind == AlertKind.WAIT_ENDED


def test_the_owner_is_told_when_the_time_of_the_appointment_has_come(
    ticket: Ticket, agent: User, later: Later
) -> None:
    make_appointment(
        actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, at=later(days=1), now=later(minutes=1)
    )
    assert StaffAlert.objects.filter(user=agent).latest("pk").kind == AlertKind.APPOINTMENT
    end_waits(now=later(days=1))
    assert StaffAlert.objects.filter(user=agent).latest("pk").kind == AlertKind.APPOINTMENT_BEGAN


def test_the_owner_is_told_that_the_customer_agreed_to_a_later_date_but_not_of_what_he_wrote_down_himself(
    ticket: Ticket, agent: User, later: Later
) -> None:
    by: Any = {"actor": Actor.user(agent), "ticket_id": ticket.pk}
    for days in (1, 2, 3):
        send_plan(**by, text="New board.", completes_at=later(days=days), now=later(minutes=1))
    agree_date(**by, completes_at=later(days=2), channel="call", text="Yes", now=later(minutes=3))
    told = StaffAlert.objects.filter(user=agent, kind=AlertKind.DATE_AGREED)
    assert not told.exists()
    by["actor"] = Actor.customer(ticket.customer_id)
    agree_date(**by, completes_at=later(days=3), now=later(minutes=4))
    assert told.count() == 1


def test_the_lead_is_asked_to_decide_on_the_classification_and_the_manager_when_the_lead_asks(
    ticket: Ticket, agent: User, lead: User, branch_manager: User, later: Later
) -> None:
    facts: Any = {"ticket_id": ticket.pk, "complexity": "complex", "reason": "Two departments."}
    asked = StaffAlert.objects.filter(kind=AlertKind.DECISION_ASKED)
    ask_for_complexity(actor=Actor.user(agent), **facts, now=later(minutes=1))
    assert [alert.user for alert in asked] == [lead]
    ask_for_complexity(actor=Actor.user(lead), **facts, now=later(minutes=2))
    assert {alert.user for alert in asked.all()} == {lead, branch_manager}


def test_management_and_the_branch_are_told_once_that_a_breach_is_contested(
    letter: CommitmentVersion, ticket: Ticket, agent: User, branch_manager: User, manager: User, later: Later
) -> None:
    """Semantics, section 3: a manager decides about what was in time but recorded after the breach."""
    sweep(now=later(hours=2, seconds=1))
    facts: Any = {"reached": True, "two_way": True, "need_confirmed": True, "priority_confirmed": True}
    contact = ContactFacts(channel=ContactChannel.CALL, direction=Direction.OUT, **facts)
    for _twice in range(2):
        log_contact(
            actor=Actor.user(agent),
            ticket_id=ticket.pk,
            contact=contact,
            happened_at=later(hours=1),
            reason="I was on the road.",
            now=later(hours=3),
        )
    told = StaffAlert.objects.filter(kind=AlertKind.CONTESTED).order_by("user")
    assert {alert.user for alert in told} == {branch_manager, manager}
    assert told.count() == len({branch_manager, manager})


@pytest.fixture
def normal_ticket(
    letter: CommitmentVersion, request_facts: ServiceRequest, agent: User, now: datetime
) -> Ticket:
    request = replace(request_facts, impact=Impact.QUESTION)
    return register_ticket(actor=Actor.system("portal"), request=request, now=now)


def test_in_quiet_hours_the_mail_waits_for_their_end_and_the_notice_does_not(
    letter: CommitmentVersion,
    normal_ticket: Ticket,
    agent: User,
    postbox: Postbox,
    deliver: Deliver,
    later: Later,
) -> None:
    """Section 5: fires on time, delivered later."""
    _be_quiet(agent, "13:00", "15:00")
    sweep(now=later(minutes=91))  # 13:51 in Shanghai
    deliver(later(minutes=92))
    assert [str(mail["Subject"])[:7] for mail in postbox.to(agent.email)] == ["Yours: "]
    assert AlertKind.WARNED in [alert.kind for alert in alerts_for(agent)]
    deliver(later(minutes=161))
    assert str(postbox.to(agent.email)[-1]["Subject"]).startswith("At risk")


def test_for_an_urgent_ticket_no_hours_are_quiet(
    letter: CommitmentVersion, ticket: Ticket, agent: User, postbox: Postbox, deliver: Deliver, later: Later
) -> None:
    _be_quiet(agent, "00:00", "23:59")
    sweep(now=later(minutes=61))
    deliver(later(minutes=62))
    assert str(postbox.to(agent.email)[-1]["Subject"]).startswith("At risk")


def _be_quiet(person: User, begins: str, ends: str) -> None:
    person.quiet_from, person.quiet_until = time.fromisoformat(begins), time.fromisoformat(ends)
    person.save()
