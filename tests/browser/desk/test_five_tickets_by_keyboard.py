"""An agent works five tickets without a pointer: choose, write, send, and on to the next; both languages."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from core.actors import Actor
from tests.browser.desk.conftest import SignedIn
from tickets.models import Ticket
from tickets.services.registration import ServiceRequest, register_ticket

WORDS = {
    "en-GB": {
        "spoke": "Both sides spoke",
        "need": "Need confirmed",
        "priority": "Priority confirmed",
        "last": "The list has no more tickets this way.",
        "mine": "My queue",
        "jump": "Pump 4",
    },
    "zh-CN": {
        "spoke": "双方有过交流",
        "need": "需求已确认",
        "priority": "优先级已确认",
        "last": "列表中这个方向没有更多服务事项。",
        "mine": "我的待办",
        "jump": "Pump 4",
    },
}


@pytest.fixture
def five(request_facts: ServiceRequest, agent: User, now: datetime) -> list[Ticket]:
    """Five tickets of the agent's, the next deadline first."""
    return [
        register_ticket(
            actor=Actor.system("portal"),
            request=replace(request_facts, problem=f"Pump {number}"),
            now=now - timedelta(minutes=60 - number),
        )
        for number in range(1, 6)
    ]


def entries(ticket: Ticket) -> set[str]:
    return set(ticket.log.values_list("entry", flat=True))


@pytest.mark.parametrize(
    ("language", "size", "theme"),
    [("en-GB", "desktop", "light"), ("zh-CN", "desktop", "dark"), ("zh-CN", "phone", "dark")],
)
def test_five_tickets_by_keyboard_only(
    language: str,
    size: str,
    theme: str,
    signed_in: SignedIn,
    five: list[Ticket],
    shoot: Callable[[Page, str], None],
) -> None:
    says = WORDS[language]
    page = signed_in("/desk/", language=language, size=size, theme=theme)
    keys = page.keyboard
    keys.press("g")
    keys.press("q")
    expect(page.get_by_role("heading", level=1)).to_have_text(says["mine"])
    page.wait_for_load_state()  # the keys are a script of the page
    if size == "phone":
        keys.press("j")  # without a preview nothing is chosen yet
    keys.press("o")

    at(page, five[0])
    keys.press("c")
    tick(page, says["spoke"])
    tick(page, says["need"])
    tick(page, says["priority"])
    keys.press("Control+Shift+Enter")

    at(page, five[1])
    keys.press("r")
    write(page, "Somebody is on the way.")
    keys.press("Control+Shift+Enter")

    at(page, five[2])
    keys.press("s")
    write(page, "Please switch it off for ten minutes.")
    keys.press("Control+Shift+Enter")

    at(page, five[3])
    keys.press("j")
    at(page, five[4])
    keys.press("n")
    write(page, "Known since last week.")
    keys.press("Control+Shift+Enter")

    at(page, five[0])  # its contact promise is kept, so it stands behind the others now
    keys.press("j")
    expect(page.get_by_text(says["last"])).to_be_visible()

    keys.press("Control+k")
    page.get_by_role("combobox").press_sequentially(says["jump"])
    keys.press("Enter")
    at(page, five[3])
    keys.press("w")
    write(page, "Which lamp is on?")
    keys.press("Control+Enter")
    expect(page.locator("#timeline")).to_contain_text("Which lamp is on?")
    leave(page)
    shoot(page, f"desk-five-done-{size}-{language}")
    keys.press("u")
    page.wait_for_url("**/desk/")

    done = ("contacted", "replied", "initial_fix_given", "question_asked", "noted")
    for ticket, entry in zip(five, done, strict=True):
        assert entry in entries(ticket)


def at(page: Page, ticket: Ticket) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(ticket.title)
    page.wait_for_load_state()


def write(page: Page, words: str) -> None:
    """Type where the key has put the focus."""
    expect(page.locator("#editor textarea").first).to_be_focused()
    page.keyboard.type(words)


def leave(page: Page) -> None:
    """Out of the field that has the focus after something was sent."""
    answer = page.locator("#editor textarea").first
    expect(answer).to_have_value("")
    expect(answer).to_be_focused()
    page.keyboard.press("Escape")
    expect(answer).not_to_be_focused()


def tick(page: Page, label: str) -> None:
    """Go there by Tab and press the space bar."""
    control = page.locator("#editor").get_by_label(label)
    expect(control).to_be_visible()
    for _step in range(30):
        if control.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Space")
            expect(control).to_be_checked()
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{label} cannot be reached by Tab")
