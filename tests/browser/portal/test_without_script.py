"""Without script the form and the tracking page are usable; the request is held, its clocks running."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from core.actors import Actor
from notifications.services.delivery import deliver_due
from sla.models import Clock, ClockState
from tests.endings import resolve_ticket
from tickets.models import Ticket

OpenPage = Callable[..., Page]
WORDS = {
    "en-GB": (
        "Send request",
        "Please confirm by the link",
        "Yes, I sent it",
        "Send",
        "Open the request again",
    ),
    "zh-CN": ("提交申请", "请点击我们发送到", "是的，是我提交的", "发送", "重新打开事项"),
}


def fill_in(page: Page, *, email: str = "", phone: str = "") -> None:
    """Step by step on a phone."""
    step = page.locator(".go .primary:visible")
    page.locator("#id_problem").fill("Outdoor unit stops after ten minutes, display shows E4.")
    page.locator("#id_product").fill("KX48-2211-0937")
    if is_phone := step.count():
        step.click()
    page.locator("[name=kind][value=repair]").check()
    page.locator("[name=impact][value=stopped]").check()
    if is_phone:
        step.click()
    page.locator("#id_name").fill("Wang Min")
    page.locator("#id_email").fill(email)
    page.locator("#id_phone").fill(phone)


def is_held() -> bool:
    return Ticket.objects.filter(is_verified=False).exists()


def mailed(pattern: str) -> str:
    deliver_due(clock=timezone.now)
    found = re.search(rf"https?://[^/]+({pattern}\S+)", "\n".join(str(one.body) for one in mail.outbox))
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("size", "theme", "language"),
    [("phone", "light", "zh-CN"), ("desktop", "dark", "en-GB")],
)
def test_sent_held_confirmed_by_mail_and_followed(
    open_page: OpenPage, house: User, shoot: Any, size: str, theme: str, language: str
) -> None:
    send, held, yes, write, again = WORDS[language]
    page = open_page("/", size=size, theme=theme, language=language, script=False)
    fill_in(page, email="min.wang@riverside.example")
    shoot(page, f"noscript-form-{size}-{theme}-{language[:2]}")
    page.get_by_role("button", name=send).click()
    expect(page.get_by_text(held)).to_be_visible()
    shoot(page, f"noscript-received-{size}-{theme}-{language[:2]}")
    ticket = Ticket.objects.get()
    assert is_held()
    assert Clock.objects.filter(
        ticket=ticket, state=ClockState.RUNNING, started_at=ticket.received_at
    ).exists()

    page.goto(mailed("/confirm/"))
    shoot(page, f"noscript-confirm-{size}-{theme}-{language[:2]}")
    page.get_by_role("button", name=yes).click()
    expect(page).to_have_url(re.compile("/track/"))
    expect(page.locator("#held")).to_have_count(0)
    assert not is_held()

    page.locator("#id_text").fill("Come any time.")
    page.get_by_role("button", name=write, exact=True).click()
    expect(page.locator("#timeline")).to_contain_text("Come any time.")
    resolve_ticket(actor=Actor.user(house), ticket_id=ticket.pk, text="Done.", now=timezone.now())
    page.reload()
    page.locator("[name=solved][value=no]").check()
    page.locator(".confirm #id_wrong").fill("Still E4.")
    page.get_by_role("button", name=again).click()
    expect(page.locator("#timeline")).to_contain_text("Still E4.")
    shoot(page, f"noscript-track-{size}-{theme}-{language[:2]}")


def test_without_an_address_an_agent_confirms(open_page: OpenPage, house: User) -> None:
    page = open_page("/", size="phone", script=False)
    fill_in(page, phone="138 0013 8000")
    page.get_by_role("button", name="Send request").click()
    expect(page.get_by_text("a colleague looks at your request first")).to_be_visible()
