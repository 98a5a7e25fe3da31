"""Every page of the portal, in every size and theme: axe finds nothing, nothing scrolls sideways."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from accounts.models import User
from core.actors import Actor
from sla.services.sweep import sweep
from tests.endings import resolve_ticket
from tickets.choices import ContactChannel, Direction
from tickets.models import LogEntry, Ticket
from tickets.services.closing import confirm_solved
from tickets.services.contacts import ContactFacts, log_contact
from tickets.services.conversation import ask_customer, customer_writes, send_reply
from tickets.services.delivery import record_delivery
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.tracking import token_for

LOOKS = [
    ("desktop", "light"),
    ("desktop", "dark"),
    ("phone", "light"),
    ("phone", "dark"),
    ("narrow", "light"),
]
LONG = "https://example.com/" + "a-very-long-address-without-a-single-place-to-break" * 4
CALL = ContactFacts(
    channel=ContactChannel.CALL,
    direction=Direction.OUT,
    reached=True,
    two_way=True,
    need_confirmed=True,
    priority_confirmed=True,
)

OpenPage = Callable[..., Page]
Check = Callable[[Page], None]
Shoot = Callable[[Page, str], None]
Link = Callable[..., str]


@pytest.fixture
def look(open_page: OpenPage, check_accessible: Check, shoot: Shoot) -> Callable[..., None]:
    """See one address in every size and theme."""

    def see(address: str, name: str, *, language: str = "en-GB") -> None:
        for size, theme in LOOKS if language == "en-GB" else LOOKS[2:3]:
            page = open_page(address, size=size, theme=theme, language=language)
            shoot(page, f"{name}-{size}-{theme}")
            check_accessible(page)
            page.context.close()

    return see


def test_the_form(look: Callable[..., None], house: User) -> None:
    look("/", "form")


def test_the_form_in_chinese(look: Callable[..., None], house: User) -> None:
    look("/", "form-zh", language="zh-CN")


@pytest.mark.parametrize("step", [2, 3])
@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_a_step_of_the_form(look: Callable[..., None], house: User, step: int, language: str) -> None:
    look(f"/#step-{step}", f"form-{language[:2]}-step-{step}", language=language)


def test_the_result(look: Callable[..., None], link: Link, asked: Ticket) -> None:
    asked.customer.email = ""
    asked.customer.save()
    look(link("received"), "received-code")


def test_a_request_just_sent(look: Callable[..., None], link: Link) -> None:
    look(link(), "track-new")


def test_a_request_with_everything_in_it(
    look: Callable[..., None], link: Link, asked: Ticket, act: dict[str, Any]
) -> None:
    hour = timedelta(hours=1)
    start = act["now"]
    send_reply(**act | {"now": start - hour / 2}, text=f"We test the board now.\n\n{LONG}")
    log_contact(actor=act["actor"], ticket_id=asked.pk, contact=CALL, now=start - hour / 4)
    ask_customer(
        **act | {"now": start - hour / 5}, text="您什么时候方便我们上门？空调外机十分钟后停机，显示E4。"
    )
    accept_question(asked, act)
    look(reverse("portal:complain", args=[token_for(asked)]), "complain")
    look(link(), "track-paused")
    customer = Actor.customer(asked.customer_id)
    customer_writes(actor=customer, ticket_id=asked.pk, text="随时都可以。", now=start)
    look(link(), "track-zh", language="zh-CN")


def accept_question(ticket: Ticket, act: dict[str, Any]) -> None:
    question = LogEntry.objects.get(ticket=ticket, entry="question_asked")
    record_delivery(
        actor=Actor.system("delivery"),
        ticket_id=ticket.pk,
        message_id=1,
        kind="question",
        entry_number=question.number,
        channel="email",
        accepted_at=question.happened_at,
        now=act["now"],
    )


def test_a_request_that_is_late(
    look: Callable[..., None], house: User, request_facts: ServiceRequest, now: datetime
) -> None:
    long_title = "空调外机运行十分钟后停机并显示错误代码，两间治疗室自今天早上起没有暖气，" * 2
    asked = now - timedelta(hours=2, minutes=22)
    facts = replace(request_facts, problem=long_title)
    ticket = register_ticket(actor=Actor.system("portal"), request=facts, now=asked)
    sweep(now=now)
    look(reverse("portal:track", args=[token_for(ticket)]), "track-late")


def test_a_request_to_be_confirmed(look: Callable[..., None], link: Link, act: dict[str, Any]) -> None:
    resolve_ticket(**act, text="The inverter board was replaced, heating has run for 24 hours.")
    look(link(), "track-confirm")


def test_a_closed_request(look: Callable[..., None], link: Link, asked: Ticket, act: dict[str, Any]) -> None:
    resolve_ticket(**act, text="Replaced.")
    confirm_solved(actor=Actor.customer(asked.customer_id), ticket_id=asked.pk, now=act["now"])
    look(link(), "track-closed")


def test_a_link_that_leads_nowhere(look: Callable[..., None], house: User) -> None:
    look("/track/nothing:here/", "track-404")
