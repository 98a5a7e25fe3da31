"""A reply that is being written outlives a reload, a crash and a change of browser; both languages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk.conftest import SignedIn
from tickets.models import Draft, Ticket

WORDS = {
    "en-GB": ("Draft saved", "Discard the draft", "in another window, too"),
    "zh-CN": ("草稿已保存", "放弃草稿", "另一个窗口"),
}


@pytest.mark.parametrize(("language", "size"), [("en-GB", "desktop"), ("zh-CN", "phone")])
def test_what_is_typed_is_there_again(
    language: str,
    size: str,
    signed_in: SignedIn,
    ticket: Ticket,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    saved, discard, elsewhere = WORDS[language]
    address = f"/desk/tickets/{ticket.number}/"
    page = signed_in(address, language=language, size=size)
    text = page.locator("#editor textarea")
    text.press_sequentially("We are on our w")
    expect(page.locator("#draft")).to_contain_text(saved)
    other = signed_in(address, language=language, size=size)  # another browser
    expect(other.locator("#editor textarea")).to_have_value("We are on our w")
    check_accessible(other)
    shoot(other, f"desk-draft-{size}-{language}")

    text.press_sequentially("ay")
    expect(page.locator("#draft")).to_contain_text(saved)
    page.wait_for_timeout(1000)
    other.locator("#editor textarea").press("Control+End")
    other.locator("#editor textarea").press_sequentially("!")
    expect(other.locator("#draft")).to_contain_text(elsewhere)

    page.reload()
    expect(text).to_have_value("We are on our w!")
    page.keyboard.press("Escape")
    text.press("Control+Enter")
    expect(text).to_have_value("")
    page.wait_for_timeout(1000)
    page.reload()
    expect(text).to_have_value("")
    assert not Draft.objects.exclude(values={}).exists()

    text.press_sequentially("Wrong")
    page.get_by_role("button", name=discard).click()
    expect(text).to_have_value("")
