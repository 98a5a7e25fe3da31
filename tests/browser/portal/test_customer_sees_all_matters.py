"""A customer without an account looks at all his requests: address, mail, link, list, out again."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from core.actors import Actor
from notifications.services.entry_links import deliver_links
from tests.endings import resolve_ticket
from tickets.models import Ticket
from tickets.services.closing import confirm_solved
from tickets.services.conversation import send_reply
from tickets.services.registration import ServiceRequest, register_ticket

WORDS = {
    "en-GB": ("Your requests", "Send me the link", "Open all your requests", "Sign out"),
    "zh-CN": ("我的申请", "发送链接", "打开全部申请", "退出"),
}


@pytest.fixture
def matters(house: User, asked: Ticket, request_facts: ServiceRequest, now: datetime) -> None:
    """One answered an hour after it came in, one just received, one over."""
    actor = Actor.user(house)
    send_reply(actor=actor, ticket_id=asked.pk, text="We test the board now.", now=now)
    for _fresh in range(2):
        over = register_ticket(actor=Actor.system("portal"), request=request_facts, now=now)
    resolve_ticket(actor=actor, ticket_id=over.pk, text="Replaced.", now=now)
    confirm_solved(actor=Actor.customer(over.customer_id), ticket_id=over.pk, now=now)


@pytest.mark.parametrize(
    ("size", "theme", "language", "script"),
    [
        ("desktop", "light", "en-GB", True),
        ("phone", "dark", "zh-CN", True),
        ("narrow", "light", "en-GB", True),
        ("phone", "light", "zh-CN", False),
        ("desktop", "dark", "en-GB", True),
    ],
)
def test_by_the_link_in_the_mail(
    open_page: Callable[..., Page],
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
    matters: None,
    asked: Ticket,
    size: str,
    theme: str,
    language: str,
    script: bool,  # noqa: FBT001
) -> None:
    where, send, enter, leave = WORDS[language]

    def see(name: str) -> None:
        shoot(page, f"matters-{name}-{size}-{theme}-{language[:2]}{'' if script else '-noscript'}")
        if script:
            check_accessible(page)

    page: Any = open_page("/", size=size, theme=theme, language=language, script=script)
    page.get_by_role("link", name=where, exact=True).click()
    page.locator("#id_email").fill(asked.customer.email)
    see("ask")
    page.get_by_role("button", name=send).click()
    expect(page).to_have_url(re.compile("/matters/asked/"))
    see("asked")
    assert deliver_links(clock=timezone.now) == 1
    found = re.search(r"https?://[^/]+(/matters/open/\S+)", str(mail.outbox[-1].body))
    assert found
    page.goto(found[1])
    see("open")
    page.get_by_role("button", name=enter).click()
    expect(page.locator(".matters > li")).to_have_count(2)
    see("list")
    page.get_by_role("link", name=asked.title).first.click()
    expect(page).to_have_url(re.compile("/track/"))
    page.go_back()
    page.get_by_role("button", name=leave).click()
    expect(page.locator("#id_email")).to_be_visible()
