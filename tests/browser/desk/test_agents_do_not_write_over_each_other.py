"""A colleague answers while an agent writes: nothing is sent, nothing typed is lost, script or not."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from core.actors import Actor
from tests.browser.desk.conftest import SignedIn
from tickets.models import Ticket
from tickets.services.conversation import send_reply

WORDS = {
    "en-GB": ("Send reply", "Nothing was sent", "Send anyway"),
    "zh-CN": ("发送回复", "尚未发送", "仍然发送"),
}


@pytest.mark.parametrize(
    ("language", "size", "script"),
    [("en-GB", "desktop", "on"), ("zh-CN", "phone", "on"), ("en-GB", "phone", "off")],
)
def test_the_second_one_reads_what_the_first_one_sent(
    language: str,
    size: str,
    script: str,
    signed_in: SignedIn,
    ticket: Ticket,
    colleague: User,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    send, nothing_sent, anyway = WORDS[language]
    page = signed_in(f"/desk/tickets/{ticket.number}/", language=language, size=size, script=script == "on")
    page.locator("#editor textarea").fill("We come at six.")
    send_reply(
        actor=Actor.user(colleague), ticket_id=ticket.pk, text="We come at five.", now=ticket.received_at
    )
    page.get_by_role("button", name=send).click()
    expect(page.locator("#editor")).to_contain_text(nothing_sent)
    expect(page.locator("#editor textarea")).to_have_value("We come at six.")
    if script == "on":
        check_accessible(page)
    shoot(page, f"desk-meanwhile-{size}-{language}-{script}")
    assert ticket.log.filter(entry="replied").count() == 1
    page.get_by_role("button", name=anyway).click()
    expect(page.locator("#timeline")).to_contain_text("We come at six.")
    page.goto(f"/desk/tickets/{ticket.number}/?tab=call#editor")
    shoot(page, f"desk-contact-{size}-{language}-{script}")
