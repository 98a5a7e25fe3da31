"""What a mail says, in both languages, and what nobody can make it say."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.utils import translation

from accounts.models import User
from core.actors import Actor
from notifications.kinds import Audience, Channel, Kind
from notifications.mail.compose import compose
from notifications.models import Message
from notifications.services.queueing import new_header_id
from sla.models import CommitmentVersion
from sla.services.sweep import sweep
from tests.notifications.conftest import Deliver, Later, Postbox, html_of, text_of
from tickets.models import Ticket
from tickets.services.appointments import make_appointment
from tickets.services.conversation import send_plan, send_reply, send_solution
from tickets.services.promised_date import agree_date
from tickets.services.registration import ServiceRequest, register_ticket

pytestmark = pytest.mark.django_db

FOR_STAFF = {Kind.ASSIGNED, Kind.WARNED, Kind.MISSED, Kind.ESCALATED, Kind.LIMIT_PASSED, Kind.UNBOUND}


def message_of(kind: str, ticket: Ticket, entry_number: int, now: datetime) -> Message:
    staff = kind in FOR_STAFF
    return Message.objects.create(
        ticket=ticket,
        kind=kind,
        audience=Audience.STAFF if staff else Audience.CUSTOMER,
        channel=Channel.EMAIL,
        customer=None if staff else ticket.customer,
        user=ticket.owner if staff else None,
        entry_number=entry_number,
        payload={"entries": [entry_number]},
        next_attempt_at=now,
        header_id=new_header_id(),
        created_at=now,
        updated_at=now,
    )


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_subject_text_and_html_in_the_recipients_language(
    letter: CommitmentVersion, ticket: Ticket, agent: User, later: Later, kind: Kind, language: str
) -> None:
    ticket.customer.language = ticket.owner.language = language
    ticket.customer.save()
    ticket.owner.save()
    sweep(now=later(hours=2, seconds=1))
    missed = ticket.log.get(entry="promise_missed")
    send_plan(
        actor=Actor.user(agent),
        ticket_id=ticket.pk,
        text="A & B",
        completes_at=later(days=2),
        now=later(hours=3),
    )
    by_customer = Actor.customer(ticket.customer_id)
    make_appointment(actor=by_customer, ticket_id=ticket.pk, at=later(days=1), now=later(hours=3))
    about = {
        Kind.PLAN_SENT: "plan_given",
        Kind.DATED_SOLUTION: "plan_given",
        Kind.DATE_AGREED: "plan_given",
        Kind.APPOINTMENT: "appointment_made",
        Kind.ENGINEER_CHANGED: "appointment_made",
    }
    number = ticket.log.get(entry=about[kind]).number if kind in about else missed.number
    message = message_of(kind, ticket, number, later(hours=3))
    mail = compose(message, now=later(hours=3))
    ((content, _type),) = mail.alternatives
    html = str(content)
    assert message.language == language
    assert mail.subject
    assert f'lang="{language}"' in html
    assert ticket.number in mail.subject + str(mail.body)
    assert "{{" not in mail.subject + str(mail.body) + html
    assert "{%" not in mail.subject + str(mail.body) + html


def test_the_language_of_whoever_caused_the_mail_does_not_matter(
    letter: CommitmentVersion, ticket: Ticket, later: Later
) -> None:
    message = Message.objects.get(kind="registered")
    with translation.override("zh-hans"):
        compose(message, now=later(seconds=1))
    assert message.language == "en"


def test_times_are_in_the_customers_zone(
    letter: CommitmentVersion, request_facts: ServiceRequest, agent: User, now: datetime, later: Later
) -> None:
    madrid = replace(request_facts, customer=replace(request_facts.customer, zone="Europe/Madrid"))
    register_ticket(actor=Actor.system("portal"), request=madrid, now=now)
    mail = compose(Message.objects.get(kind="registered"), now=later(seconds=1))
    assert "07:20 today" in str(mail.body)
    assert "Europe/Madrid" in str(mail.body)


def test_an_unknown_zone_falls_back_to_the_house(
    letter: CommitmentVersion, ticket: Ticket, later: Later
) -> None:
    ticket.customer.zone = "Moon/Tycho"
    ticket.customer.save()
    mail = compose(Message.objects.get(kind="registered"), now=later(seconds=1))
    assert "06:20 today" in str(mail.body)


@pytest.mark.parametrize(
    "name", ["Wang\r\nBcc: all@elsewhere.example", "Wang\x0bMin\u2028X", '"Wang" <x@y.example>, Min']
)
def test_a_customers_name_cannot_add_headers_or_recipients(
    postbox: Postbox,
    letter: CommitmentVersion,
    request_facts: ServiceRequest,
    agent: User,
    deliver: Deliver,
    now: datetime,
    later: Later,
    name: str,
) -> None:
    odd = replace(request_facts, customer=replace(request_facts.customer, name=name))
    register_ticket(actor=Actor.system("portal"), request=odd, now=now)
    deliver(later(seconds=1))
    mail = next(mail for mail in postbox.mails if mail["X-Servicedesk-Kind"] == "registered")
    assert mail["Bcc"] is None
    assert [address.addr_spec for address in mail["To"].addresses] == ["min.wang@riverside.example"]


def test_a_title_cannot_add_headers(
    postbox: Postbox, letter: CommitmentVersion, ticket: Ticket, agent: User, deliver: Deliver, later: Later
) -> None:
    ticket.title = "Heating\nBcc: all@elsewhere.example"
    ticket.save()
    send_reply(actor=Actor.user(agent), ticket_id=ticket.pk, text="Yes.", now=later(seconds=1))
    deliver(later(seconds=2))
    mail = next(mail for mail in postbox.mails if mail["X-Servicedesk-Kind"] == "reply")
    assert mail["Bcc"] is None
    assert "Bcc: all@elsewhere.example" in str(mail["Subject"])


def test_a_long_chinese_title_arrives_whole(
    postbox: Postbox, letter: CommitmentVersion, ticket: Ticket, agent: User, deliver: Deliver, later: Later
) -> None:
    ticket.title = "暖通机组报错E4无法启动" * 8
    ticket.save()
    send_reply(actor=Actor.user(agent), ticket_id=ticket.pk, text="已收到。", now=later(seconds=1))
    deliver(later(seconds=2))
    mail = next(mail for mail in postbox.mails if mail["X-Servicedesk-Kind"] == "reply")
    assert ticket.title in str(mail["Subject"])
    assert all(len(line) <= 998 for line in mail.as_bytes().splitlines())
    assert "已收到。" in text_of(mail)


def test_what_people_wrote_is_text_in_html_and_unchanged_in_plain_text(
    postbox: Postbox, letter: CommitmentVersion, ticket: Ticket, agent: User, deliver: Deliver, later: Later
) -> None:
    words = 'Use <b>5 & 6</b>, it\'s "fine"'
    send_reply(actor=Actor.user(agent), ticket_id=ticket.pk, text=words, now=later(seconds=1))
    deliver(later(seconds=2))
    mail = next(mail for mail in postbox.mails if mail["X-Servicedesk-Kind"] == "reply")
    assert words in text_of(mail)
    assert "<b>5" not in html_of(mail)
    assert "&lt;b&gt;5 &amp; 6" in html_of(mail)


def test_the_first_mail_repeats_nothing_that_a_stranger_typed(
    postbox: Postbox, letter: CommitmentVersion, ticket: Ticket, deliver: Deliver, later: Later
) -> None:
    deliver(later(seconds=1))
    (mail,) = postbox.to(ticket.customer.email)
    told = str(mail["Subject"]) + text_of(mail) + html_of(mail)
    for typed in (ticket.title, "treatment rooms", "Heating"):
        assert typed not in told


def test_a_later_date_is_offered_beside_the_one_that_stands_until_the_customer_agrees(
    letter: CommitmentVersion, ticket: Ticket, agent: User, later: Later
) -> None:
    """Semantics, section 3, resolution: without consent the first stays."""
    by: Any = {"actor": Actor.user(agent), "ticket_id": ticket.pk}
    send_plan(**by, text="New board.", completes_at=later(days=1), now=later(hours=1))
    send_solution(**by, text="It comes later.", completes_at=later(days=3), now=later(hours=2))
    stands = "That date stands unless you agree to the later one."

    def body(kind: str) -> str:
        return str(compose(Message.objects.get(kind=kind), now=later(hours=3)).body)

    assert stands in body("solution_dated")
    assert stands not in body("plan_sent")
    by["actor"] = Actor.customer(ticket.customer_id)
    agree_date(**by, completes_at=later(days=3), now=later(hours=3))
    assert stands not in body("solution_dated")
