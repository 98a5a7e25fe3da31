"""Ctrl and K: jump to a ticket, begin a reply, go to a page; both languages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk.conftest import SignedIn
from tickets.models import Ticket

WORDS = {
    "en-GB": (
        "Jump to or do",
        "resol",
        "What was done, for the customer to confirm",
        "settings",
        "My settings",
    ),
    "zh-CN": ("跳转或操作", "报告", "做了哪些工作（供客户确认）", "设置", "我的设置"),
}


@pytest.mark.parametrize(
    ("language", "size", "theme"), [("en-GB", "desktop", "light"), ("zh-CN", "phone", "dark")]
)
def test_jump_act_and_go(
    language: str,
    size: str,
    theme: str,
    signed_in: SignedIn,
    ticket: Ticket,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    name, act, label, words, title = WORDS[language]
    page = signed_in("/desk/", language=language, size=size, theme=theme)
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name=name)
    options = page.locator("#palette").get_by_role("option")
    expect(box).to_be_focused()
    if size == "desktop":  # the list has a chosen one
        expect(page.locator("#palette")).to_contain_text(ticket.number)
    box.press_sequentially("heating")
    expect(page.locator("#palette").get_by_role("option", selected=True)).to_contain_text(ticket.title)
    check_accessible(page)
    shoot(page, f"desk-palette-{size}-{language}")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tickets/{ticket.number}/")

    page.locator("#editor textarea").fill("Kept.")
    page.keyboard.press("Control+k")
    box.press_sequentially(act)
    page.keyboard.press("Enter")  # before the answer is there
    expect(page.get_by_label(label)).to_have_value("Kept.", timeout=10_000)

    page.keyboard.press("Control+k")
    expect(options.nth(3)).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    shoot(page, f"desk-palette-act-{size}-{language}")
    box.fill(words)
    expect(options.first).to_have_text(title)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
